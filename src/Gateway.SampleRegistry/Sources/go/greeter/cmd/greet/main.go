// Command greet greets the world, or the name given.
package main

import (
	"fmt"
	"os"

	greeter "sample.example/Greeter"
)

func main() {
	name := "world"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	fmt.Println(greeter.Greet(name))
}
