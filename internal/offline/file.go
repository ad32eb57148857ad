package offline

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"songnuan/internal/id"
	"songnuan/internal/problem"
)

// FileMark is the first line of a file that a phone writes of what it could not
// send. Behind it stand items: the length of a head in four bytes, the head as
// JSON, and an envelope of the length that the head says.
const FileMark = "SONGNUAN-PHONE-1\n"

// FileMost is the largest such file, in bytes.
const FileMost = 200 << 20

// Item is one envelope of a file: the text of an entry, or with Photo a photo.
type Item struct {
	Entry    id.ID  `json:"entry"`
	Photo    id.ID  `json:"photo,omitempty"`
	Size     int    `json:"size"` // bytes
	Envelope []byte `json:"-"`
}

const itemHeadMost = 4 << 10

// ReadFile gives each item of a file. Errors: Unreadable for what is no such file or
// ends in the middle; TooLarge; those of each.
func ReadFile(r io.Reader, each func(Item) error) error {
	in := bufio.NewReader(io.LimitReader(r, FileMost+1))
	mark := make([]byte, len(FileMark))
	if _, err := io.ReadFull(in, mark); err != nil || string(mark) != FileMark {
		return problem.Wrap(err, problem.Unreadable, "offline.no_file")
	}
	for {
		item, err := readItem(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(item); err != nil {
			return err
		}
	}
}

func readItem(in io.Reader) (item Item, err error) {
	var length [4]byte
	if _, err := io.ReadFull(in, length[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = cutOff(err)
		}
		return item, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > itemHeadMost {
		return item, problem.New(problem.Unreadable, "offline.no_file")
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(in, head); err != nil {
		return item, cutOff(err)
	}
	if err := json.Unmarshal(head, &item); err != nil {
		return item, problem.Wrap(err, problem.Unreadable, "offline.no_file")
	}
	if item.Size <= 0 || item.Size > PartMost {
		return item, problem.New(problem.TooLarge, "offline.part_large", "most", PartMost>>20)
	}
	item.Envelope = make([]byte, item.Size)
	if _, err := io.ReadFull(in, item.Envelope); err != nil {
		return item, cutOff(err)
	}
	return item, nil
}

func cutOff(err error) error { return problem.Wrap(err, problem.Unreadable, "offline.file_cut") }

// WriteItem writes an item as the phone's module does.
func WriteItem(w io.Writer, item Item) error {
	item.Size = len(item.Envelope)
	head, err := json.Marshal(item)
	if err != nil {
		return err
	}
	whole := binary.BigEndian.AppendUint32(nil, uint32(len(head))) //nolint:gosec // a head is short
	_, err = w.Write(append(append(whole, head...), item.Envelope...))
	return err
}
