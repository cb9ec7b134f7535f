// A checksum database of the modules that one module proxy has. Its protocol, its tree and its signatures are those of
// golang.org/x/mod/sumdb, of which go itself carries a copy.
//
//	sumdb NAME MODULES
//
// NAME is the name of the database, MODULES the URL of the proxy. It prints its verifier key and its address, a line each, and serves.
package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	name, modules := os.Args[1], os.Args[2]
	signer, verifier, err := note.GenerateKey(rand.Reader, name)
	must(err)
	server := sumdb.NewServer(sumdb.NewTestServer(signer, func(path, version string) ([]byte, error) {
		return sums(modules, module.Version{Path: path, Version: version})
	}))
	routes := http.NewServeMux()
	for _, path := range sumdb.ServerPaths {
		routes.Handle(path, server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	fmt.Printf("%s\nhttp://%s/\n", verifier, listener.Addr())
	must(http.Serve(listener, routes))
}

// sums returns the lines of go.sum for a module.
func sums(modules string, of module.Version) ([]byte, error) {
	path, err := module.EscapePath(of.Path)
	if err != nil {
		return nil, err
	}
	files := modules + path + "/@v/" + of.Version
	goMod, err := get(files + ".mod")
	if err != nil {
		return nil, err
	}
	zip, err := get(files + ".zip")
	if err != nil {
		return nil, err
	}
	zipHash, err := hashZip(zip)
	if err != nil {
		return nil, err
	}
	modHash, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(goMod)), nil
	})
	return []byte(fmt.Sprintf("%s %s %s\n%s %s/go.mod %s\n", of.Path, of.Version, zipHash, of.Path, of.Version, modHash)), err
}

func hashZip(content []byte) (string, error) {
	file, err := os.CreateTemp("", "sumdb")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		return "", err
	}
	return dirhash.HashZip(file.Name(), dirhash.Hash1)
}

func get(url string) ([]byte, error) {
	response, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return nil, os.ErrNotExist
	}
	return io.ReadAll(response.Body)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
