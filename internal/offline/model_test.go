package offline

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"songnuan/internal/id"
	"songnuan/internal/sqldb/dbtest"
)

// The model is a phone and a server with a bad network between them. Phone and
// server do what the program's own functions say (State.On, Part.Take, Part.Check,
// Standing); the model only adds what may go wrong: requests and answers that
// get lost, come late, come twice, and machines that stop between two steps.

// modelPhone is a phone: what lies on its disk, and what it has in memory.
type modelPhone struct {
	disk   map[id.ID]modelEntry
	memory map[id.ID]*modelEntry // nil while the page is closed
}

type modelEntry struct {
	state  State
	text   string
	photos []modelPhoto
	have   map[id.ID]int64 // as the server told last
	whole  map[id.ID]bool
}

type modelPhoto struct {
	id   id.ID
	body string // a letter is a piece
}

// modelServer is the office: what is committed.
type modelServer struct {
	texts   map[id.ID]string // as they came, first transaction
	visits  map[id.ID]int    // how often a visit was put on file, second
	wanted  map[id.ID][]id.ID
	parts   map[id.ID]*Part
	bodies  map[id.ID]string
	aside   map[id.ID]bool // the office has to look
	settled map[id.ID]bool
	also    map[id.ID]map[string]bool // other texts under the same id: kept beside
}

// request is one message of the phone.
type request struct {
	entry  id.ID
	text   string // "" of a piece
	wanted []id.ID
	aside  bool
	photo  id.ID
	size   int64
	digest string
	offset int64
	piece  string
}

type answer struct {
	standing Event
	have     map[id.ID]int64
	whole    map[id.ID]bool
}

// world is one schedule.
type world struct {
	t      *testing.T
	dice   *rand.Rand
	phone  *modelPhone
	server *modelServer
	late   []request // still under way in the network, to arrive some time
	calm   bool      // nothing goes wrong any more
	log    strings.Builder
	wrote  map[id.ID]map[string]bool // every text that a person ever finished, by entry
	asides map[id.ID]bool
}

const modelPiece = PieceBytes // letters stand for pieces of this length

// take runs a request on the server. crash stops it between two transactions.
func (w *world) take(r request, crash int) (a *answer) {
	s := w.server
	if r.text != "" {
		if known, ok := s.texts[r.entry]; !ok {
			s.texts[r.entry], s.wanted[r.entry] = r.text, r.wanted
			if r.aside {
				s.aside[r.entry] = true
			}
		} else if known != r.text {
			if s.also[r.entry] == nil {
				s.also[r.entry] = map[string]bool{}
			}
			s.also[r.entry][r.text] = true
			s.wanted[r.entry] = union(s.wanted[r.entry], r.wanted)
		}
		if crash == 1 {
			return nil
		}
		if s.visits[r.entry] == 0 { // idempotent by the id
			s.visits[r.entry]++
		}
		if crash == 2 {
			return nil
		}
		return w.answer(r.entry)
	}
	p := s.parts[r.photo]
	if p == nil {
		p = &Part{ID: r.photo}
	} else {
		copied := *p
		p = &copied
	}
	body := s.bodies[r.photo]
	keep, anew, err := p.Take(r.size, r.digest, r.offset, int64(len(r.piece))*modelPiece)
	if err != nil {
		w.t.Fatalf("a piece is refused: %v", err)
	}
	if anew {
		body = ""
	}
	if keep {
		body += r.piece
	}
	if keep && p.Full() && !p.Check(fmt.Sprintf("%064s", body)) {
		body = ""
	}
	if crash == 1 {
		return nil // nothing of it was committed
	}
	s.parts[r.photo], s.bodies[r.photo] = p, body
	if crash == 2 {
		return nil
	}
	return w.answer(r.entry)
}

func union(a, b []id.ID) []id.ID {
	seen := map[id.ID]bool{}
	var all []id.ID
	for _, x := range append(append([]id.ID(nil), a...), b...) {
		if !seen[x] {
			seen[x] = true
			all = append(all, x)
		}
	}
	return all
}

func (w *world) answer(of id.ID) *answer {
	s := w.server
	_, text := s.texts[of]
	a := &answer{standing: Standing(text, s.aside[of] && !s.settled[of], s.wanted[of], s.parts), have: map[id.ID]int64{}, whole: map[id.ID]bool{}}
	for _, p := range s.wanted[of] {
		if part := s.parts[p]; part != nil {
			a.have[p], a.whole[p] = part.Have, part.Whole
		}
	}
	return a
}

// send carries a request through the network, and gives what the phone sees of
// the answer: nil for nothing.
func (w *world) send(r request) *answer {
	if w.calm {
		return w.take(r, 0)
	}
	switch w.dice.IntN(10) {
	case 0: // lost on the way
		return nil
	case 1: // it comes later, when the phone has given up waiting
		w.late = append(w.late, r)
		return nil
	case 2: // the answer is lost
		w.take(r, 0)
		return nil
	case 3: // the server stops in the middle of it
		return w.take(r, 1+w.dice.IntN(2))
	case 4: // it comes twice, the second time later
		w.late = append(w.late, r)
	}
	return w.take(r, 0)
}

// event moves an entry and writes it to the disk, which is one step.
func (w *world) event(of id.ID, e Event) {
	m := w.phone.memory[of]
	next, ok := m.state.On(e)
	if !ok {
		w.t.Fatalf("no %s in %s\n%s", e, m.state, w.log.String())
	}
	fmt.Fprintf(&w.log, "%s: %s -%s-> %s\n", of[30:], m.state, e, next)
	m.state = next
	if next == Gone {
		if _, ok := w.server.texts[of]; !ok && e == Forget {
			w.t.Fatalf("the phone forgets what the server does not have\n%s", w.log.String())
		}
		delete(w.phone.memory, of)
		delete(w.phone.disk, of)
		return
	}
	kept := *m
	w.phone.disk[of] = kept
}

// upload is one attempt for one entry: its text, then the pieces that the
// answers ask for. It is what sync.js does. crashes tells after each step
// whether the phone stops there.
func (w *world) upload(of id.ID, crashes func() bool) {
	m := w.phone.memory[of]
	w.event(of, Send)
	if crashes() {
		return
	}
	var wanted []id.ID
	for _, p := range m.photos {
		wanted = append(wanted, p.id)
	}
	a := w.send(request{entry: of, text: m.text, wanted: wanted, aside: w.asides[of]})
	if crashes() || !w.hear(of, a) {
		return
	}
	for _, p := range m.photos {
		for tries := 0; m.state == Partial && !m.whole[p.id] && tries < 12; tries++ {
			at := min(m.have[p.id]/modelPiece, int64(len(p.body)-1))
			a := w.send(request{entry: of, photo: p.id, size: int64(len(p.body)) * modelPiece, digest: fmt.Sprintf("%064s", p.body), offset: at * modelPiece, piece: p.body[at : at+1]})
			if crashes() || !w.hear(of, a) {
				return
			}
		}
	}
}

// hear puts an answer into the entry; false when there was none.
func (w *world) hear(of id.ID, a *answer) bool {
	m := w.phone.memory[of]
	if a == nil {
		w.event(of, AnswerLost)
		return false
	}
	for p, have := range a.have {
		m.have[p], m.whole[p] = have, a.whole[p]
	}
	w.event(of, a.standing)
	return true
}

// open starts the page: what was in memory is what lies on the disk.
func (w *world) open() {
	w.phone.memory = map[id.ID]*modelEntry{}
	for of, kept := range w.phone.disk {
		one := kept
		one.have, one.whole = map[id.ID]int64{}, map[id.ID]bool{} // the server tells them anew
		w.phone.memory[of] = &one
	}
	for of := range w.phone.memory {
		w.event(of, Wake)
	}
}

// step is one thing that happens.
func (w *world) step(ids id.Source) {
	crashed := false
	crashes := func() bool {
		crashed = crashed || !w.calm && w.dice.IntN(12) == 0
		return crashed
	}
	for n := len(w.late); n > 0 && w.dice.IntN(3) == 0; n = 0 {
		i := w.dice.IntN(n)
		r := w.late[i]
		w.late = append(w.late[:i], w.late[i+1:]...)
		w.take(r, w.dice.IntN(3)) // nobody waits for the answer
	}
	switch of := w.pick(); {
	case w.dice.IntN(4) == 0 || of == "":
		w.begin(ids)
	default:
		w.act(of, crashes)
	}
	if crashed || w.dice.IntN(20) == 0 {
		w.open()
	}
}

// begin is a visit that somebody enters.
func (w *world) begin(ids id.Source) {
	of := ids()
	m := &modelEntry{state: outbox.First, have: map[id.ID]int64{}, whole: map[id.ID]bool{}}
	for range w.dice.IntN(3) {
		m.photos = append(m.photos, modelPhoto{ids(), strings.Repeat(string(rune('a'+w.dice.IntN(26))), 1+w.dice.IntN(3))})
	}
	w.phone.memory[of] = m
	w.asides[of] = w.dice.IntN(6) == 0
	w.event(of, Save)
}

func (w *world) pick() id.ID {
	n := w.dice.IntN(len(w.phone.memory) + 1)
	for of := range sorted(w.phone.memory) {
		if n == 0 {
			return of
		}
		n--
	}
	return ""
}

// act does with an entry one of the things that its state allows.
func (w *world) act(of id.ID, crashes func() bool) {
	m := w.phone.memory[of]
	switch m.state {
	case Draft:
		m.text = fmt.Sprintf("%s/%d", of, w.dice.Int64())
		w.wroteOf(of)[m.text] = true
		w.event(of, Finish)
	case Finished, Failed:
		if w.dice.IntN(6) == 0 {
			w.event(of, Withdraw)
			if _, there := w.server.texts[of]; !there && !w.underWay(of) {
				delete(w.wrote, of) // the person takes it back before anybody has it
			}
			return
		}
		w.upload(of, crashes)
	case Unsure, Partial:
		w.upload(of, crashes)
	case Aside:
		if w.dice.IntN(3) == 0 && w.server.aside[of] {
			w.server.settled[of] = true
			w.event(of, IsDelivered)
		}
	case Delivered:
		if w.dice.IntN(10) == 0 {
			w.event(of, Forget)
		}
	}
}

func (w *world) underWay(of id.ID) bool {
	for _, r := range w.late {
		if r.entry == of {
			return true
		}
	}
	return false
}

func (w *world) wroteOf(of id.ID) map[string]bool {
	if w.wrote[of] == nil {
		w.wrote[of] = map[string]bool{}
	}
	return w.wrote[of]
}

func sorted(all map[id.ID]*modelEntry) iter.Seq[id.ID] {
	return slices.Values(slices.Sorted(maps.Keys(all)))
}

func newWorld(t *testing.T, seed uint64) *world {
	return &world{t: t, dice: rand.New(rand.NewPCG(seed, 5)), wrote: map[id.ID]map[string]bool{}, asides: map[id.ID]bool{}, //nolint:gosec // the same schedules each time
		phone: &modelPhone{disk: map[id.ID]modelEntry{}, memory: map[id.ID]*modelEntry{}},
		server: &modelServer{texts: map[id.ID]string{}, visits: map[id.ID]int{}, wanted: map[id.ID][]id.ID{}, parts: map[id.ID]*Part{},
			bodies: map[id.ID]string{}, aside: map[id.ID]bool{}, settled: map[id.ID]bool{}, also: map[id.ID]map[string]bool{}}}
}

// settle lets everything come to rest: the network works, and the phone uploads
// what it has.
func (w *world) settle() {
	for len(w.late) > 0 {
		w.take(w.late[0], 0)
		w.late = w.late[1:]
	}
	w.calm = true
	w.open()
	never := func() bool { return false }
	for range 4 {
		for of := range sorted(w.phone.memory) {
			if m := w.phone.memory[of]; m.state == Draft && m.text != "" || m.state.Unsent() {
				if m.state == Draft {
					w.event(of, Finish)
				}
				w.upload(of, never)
			}
		}
	}
}

// judge holds the end of a schedule against what must be.
func (w *world) judge() (entries int) {
	for of, texts := range w.wrote {
		entries++
		if n := w.server.visits[of]; n != 1 {
			w.t.Errorf("%s is on file %d times", of, n)
		}
		last := ""
		if m := w.phone.memory[of]; m != nil {
			last = m.text
			if m.state != Delivered && m.state != Aside {
				w.t.Errorf("%s ends as %s", of, m.state)
			}
			for _, p := range m.photos {
				if w.server.bodies[p.id] != p.body || !w.server.parts[p.id].Whole {
					w.t.Errorf("photo of %s is %q instead of %q", of, w.server.bodies[p.id], p.body)
				}
			}
		}
		if first := w.server.texts[of]; !texts[first] || last != "" && first != last && !w.server.also[of][last] {
			w.t.Errorf("%s: what was written last is not with the office", of)
		}
	}
	for of, n := range w.server.visits {
		if n > 1 {
			w.t.Errorf("%s is on file %d times", of, n)
		}
	}
	return entries
}

// TestSoakSchedules walks phone and server through random schedules: nothing is
// lost, nothing is there twice, whatever happens in between.
func TestSoakSchedules(t *testing.T) {
	entries := 0
	for seed := range dbtest.Rounds(1000, 20_000) {
		w := newWorld(t, uint64(seed))
		ids := id.Sequence()
		for range 20 + w.dice.IntN(100) {
			w.step(ids)
		}
		w.settle()
		if entries += w.judge(); t.Failed() {
			t.Fatalf("schedule %d:\n%s", seed, w.log.String())
		}
	}
	t.Logf("%d entries", entries)
}

// TestTableIsWhole: what a phone must keep is never forgotten by one event, and
// every state has a way on after a new start of the page.
func TestTableIsWhole(t *testing.T) {
	for _, s := range States() {
		if next, ok := s.On(Wake); !ok || next == Gone {
			t.Errorf("%s does not wake", s)
		}
		for _, e := range Events() {
			if next, ok := s.On(e); ok && next == Gone && s.Unsent() {
				t.Errorf("%s in %s loses it", e, s)
			}
		}
	}
}
