//go:build unix

package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// missing is what a test says where there is no PostgreSQL.
const missing = `no PostgreSQL server for tests: install one (scripts/test-setup does it; Debian: apt-get install postgresql; Fedora: dnf install postgresql-server; Alpine: apk add postgresql; macOS: brew install postgresql@15), or set ` + Env + ` to the URL of a server of version 15 or newer with the right to create databases`

// watch makes a database cluster and runs the server until its own standard
// input ends, as it does when the process that started it ends in whatever way,
// and then deletes the folder. A file "failed" says that it could not.
const watch = `
cd "$2" || exit 1
if "$1/initdb" -D data --username=postgres --auth=password --pwfile=password \
	--encoding=UTF8 --locale=C --no-sync >log 2>&1
then
	rm password
	"$1/postgres" -D data -c listen_addresses=127.0.0.1 -c port="$3" -c unix_socket_directories= \
		-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
		-c shared_buffers=128MB -c wal_level=minimal -c max_wal_senders=0 >>log 2>&1 &
	server=$!
	cat >/dev/null
	kill -INT "$server" 2>/dev/null
	wait "$server"
else
	touch failed
	cat >/dev/null
fi
cd /
rm -rf "$2"
exit 0
`

// Start starts a PostgreSQL server of its own, on a free port of 127.0.0.1 and
// in a temporary folder, and gives its URL. It ends with stop, or with this
// process, and leaves nothing.
func Start(ctx context.Context) (url string, stop func() error, err error) {
	bin, err := binaries()
	if err != nil {
		return "", nil, err
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "songnuan-pg-*")
	if err != nil {
		return "", nil, err
	}
	password := rand.Text()
	stop, err = launch(bin, dir, port, password)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	url = fmt.Sprintf("postgres://postgres:%s@127.0.0.1:%s/postgres?sslmode=disable", password, port)
	if err := wait(ctx, url, dir); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log")) // as much as there is
		return "", nil, errors.Join(fmt.Errorf("starting PostgreSQL: %w\n%s", err, log), stop())
	}
	return url, stop, nil
}

// binaries finds the folder of the server's programs, the newest version first.
func binaries() (string, error) {
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/usr/libexec/postgresql*/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb", "/usr/local/opt/postgresql*/bin/initdb"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, matches...)
	}
	slices.Sort(found)
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", errors.New(missing)
	}
	return filepath.Dir(found[len(found)-1]), nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// launch starts the watch, whose standard input is a pipe from this process.
func launch(bin, dir, port, password string) (stop func() error, err error) {
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		return nil, err
	}
	if err := giveAway(dir, secret); err != nil {
		return nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", watch, "watch", bin, dir, port)
	cmd.SysProcAttr = unprivileged()
	cmd.SysProcAttr.Setsid = true // a Ctrl-C at the terminal is not for the watch
	alive, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() error { return stopWatch(cmd, alive, dir) }, nil
}

func stopWatch(cmd *exec.Cmd, alive io.Closer, dir string) error {
	closeErr := alive.Close()
	waitErr := cmd.Wait()
	return errors.Join(closeErr, waitErr, os.RemoveAll(dir))
}

// wait waits until the server answers, for a minute.
func wait(ctx context.Context, url, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, url)
		if err == nil {
			return conn.Close(ctx)
		}
		if _, failed := os.Stat(filepath.Join(dir, "failed")); failed == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}
