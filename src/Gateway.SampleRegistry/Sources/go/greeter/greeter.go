// Package greeter greets by name.
package greeter

import "sample.example/words"

// Version is the version of this module.
const Version = "@VERSION@"

// Greet tells who was greeted, and by which versions.
func Greet(name string) string {
	return words.Hello + ", " + name + ", from Greeter " + Version + " with words " + words.Version
}
