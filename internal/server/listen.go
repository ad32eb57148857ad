package server

import (
	"errors"
	"net"
	"strconv"
	"syscall"

	"songnuan/internal/problem"
)

// DefaultAddress is where the program listens when nobody says otherwise: on
// this machine only.
const DefaultAddress = "127.0.0.1:8090"

// portsTried is how many ports after a taken one are tried.
const portsTried = 20

// Listen listens on an address. Where next is set, a port that is taken gives
// way to the next free one.
func Listen(address string, next bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	number, notNumber := strconv.Atoi(port)
	if err = errors.Join(err, notNumber); err != nil {
		return nil, problem.Wrap(err, problem.Invalid, "server.bad_address", "address", address)
	}
	for tried := 0; ; tried++ {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(number+tried)))
		switch {
		case err == nil:
			return listener, nil
		case !errors.Is(err, syscall.EADDRINUSE):
			return nil, problem.Wrap(err, problem.Invalid, "server.cannot_listen", "address", address)
		case !next || tried == portsTried:
			return nil, problem.Wrap(err, problem.Conflict, "server.address_taken", "address", address)
		}
	}
}

// Reaches tells whether others than this machine can reach an address.
func Reaches(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return !ok || !tcp.IP.IsLoopback()
}

// Address is a listener's address as one types it: a name for every address of
// the machine becomes this machine's.
func Address(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}
