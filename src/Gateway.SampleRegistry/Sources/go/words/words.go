// Package words holds the words of a greeting.
package words

// Version is the version of this module.
const Version = "@VERSION@"

// Hello opens a greeting.
const Hello = "Hello"
