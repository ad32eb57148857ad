// Songnuan runs a winter assistance campaign (送温暖) from the written plan to
// the last signature.
package main

import (
	"os"

	"songnuan/internal/cli"
)

var version = "unknown" // set by the linker

func main() { os.Exit(cli.Run(os.Args[1:], cli.Machine(version))) }
