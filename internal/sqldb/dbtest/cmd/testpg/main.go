// Testpg runs a command, say go test, with one PostgreSQL server for all of
// it, named in SONGNUAN_TEST_PG, and leaves nothing behind. If the variable is
// set already, the server there is used, and only the databases that tests
// made on it are deleted.
//
//	testpg go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"songnuan/internal/sqldb/dbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testpg COMMAND [ARGUMENT...]")
		os.Exit(2)
	}
	os.Exit(run(os.Args[1], os.Args[2:]))
}

func run(name string, args []string) int {
	signal.Notify(make(chan os.Signal, 1), os.Interrupt) // the command gets it too, and the server outlives the command
	url, stop, err := serve()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), dbtest.Env+"="+url)
	err = cmd.Run()
	if stopErr := stop(); stopErr != nil {
		fmt.Fprintln(os.Stderr, "stopping PostgreSQL:", stopErr)
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return exit.ExitCode()
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func serve() (url string, stop func() error, err error) {
	if url := os.Getenv(dbtest.Env); url != "" {
		return url, func() error { return dbtest.DropAll(context.Background(), url) }, nil
	}
	return dbtest.Start(context.Background())
}
