package api

import (
	"net/http"
	"reflect"
	"strings"

	"songnuan/internal/identity"
)

// kind is what repeating a request does.
type kind int

const (
	reads  kind = iota // GET
	asks               // POST that may be repeated: nothing is changed, or every time counts, as a look at clear data does
	writes             // acts; asks for an Idempotency-Key
)

// route is one line of the table.
type route struct {
	name       string // of the operation, and of its texts: api.route.NAME
	method     string
	path       string              // below Base
	permission identity.Permission // "" is one's own, or nobody's
	endpoint
}

// endpoint is how a route is answered, and by what types.
type endpoint struct {
	kind   kind
	status int
	in     reflect.Type // of a struct: fields tagged path, query or header, and one named Body
	out    reflect.Type // of the answer's body; of *download for a file
	most   int64        // of the body in bytes
	file   bool         // the body is a file as it is, not JSON
	answer func(*call) (any, error)
}

const (
	bodyMost = 1 << 20
	none     = "" // no permission
)

// at makes a line of the table.
func at(name, pattern string, permission identity.Permission, e endpoint) *route {
	method, path, _ := strings.Cut(pattern, " ")
	return &route{name: name, method: method, path: path, permission: permission, endpoint: e}
}

func handled[In, Out any](k kind, status int, do func(*call, *In) (Out, error)) endpoint {
	return endpoint{kind: k, status: status, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), most: bodyMost, answer: func(c *call) (any, error) {
		in := new(In)
		if err := c.decode(reflect.ValueOf(in).Elem()); err != nil {
			return nil, err
		}
		return c.once(func() (any, error) { return do(c, in) })
	}}
}

// get is a route that only reads.
func get[In, Out any](do func(*call, *In) (Out, error)) endpoint {
	return handled(reads, http.StatusOK, do)
}

// ask is a POST that may be repeated.
func ask[In, Out any](do func(*call, *In) (Out, error)) endpoint {
	return handled(asks, http.StatusOK, do)
}

// act is a route that changes something.
func act[In, Out any](do func(*call, *In) (Out, error)) endpoint {
	return handled(writes, http.StatusOK, do)
}

// create is act for what is there from then on.
func create[In, Out any](do func(*call, *In) (Out, error)) endpoint {
	return handled(writes, http.StatusCreated, do)
}

// enqueue is act for work that goes on in the background: the answer is the job.
func enqueue[In, Out any](do func(*call, *In) (Out, error)) endpoint {
	return handled(writes, http.StatusAccepted, do)
}

// ofFile is a route whose body is a file as it is.
func (e endpoint) ofFile() endpoint { e.file = true; return e }

// upTo sets how large the body may be, in bytes.
func (e endpoint) upTo(most int64) endpoint { e.most = most; return e }
