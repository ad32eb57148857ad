package personal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"

	"github.com/emmansun/gmsm/sm4"

	"songnuan/internal/problem"
)

// Purpose is the kind of field a text is sealed for. Each has keys of its own,
// so that what was sealed as a phone can't be opened or matched as an ID.
type Purpose int

// The purposes. Their order is free; their names below are not.
const (
	ForID Purpose = iota
	ForPhone
	ForCard
	ForDisabilityCard
	ForAddress
	ForHousehold // all secrets of a household's row together
	ForMember    // of a member's row
	ForHelper    // of a helper's row
	ForHistory   // a replaced version, whole
	ForRow       // a row of a list that was set aside
	ForContent   // the whole content of a record, digested only
	ForOutcome   // the note of an outcome
	ForAttachment
	ForRequest   // what a program asked for, and the answer to it
	ForFile      // a piece of a kept file
	ForTask      // the notes and changes of a campaign's tasks and of its gate
	ForSurvey    // the words of an answer to a survey
	ForCase      // the applicant of a case, reasons, papers, the household as declared and found
	ForKin       // a relative of staff
	ForChange    // what a change request asks for, and the reasons given to it
	ForNotice    // a row of a public notice, as it hangs
	ForObjection // what somebody said against a notice, and the answer
	ForPair      // why a helper and a household were paired or parted, and what is proposed
	ForHazard    // what was seen of a hazard, who puts it right, and the check list
	ForOfficeKey // the private half of a key to which phones seal
	ForDemand    // what a household asks for, what it is answered, the matter it belongs to
	ForLeader    // who answers for a village
	ForWave      // the words of a cold-wave notice, and of a call
	ForVisit     // what was seen, heard and handed over at a visit, and the words of who looked at it
	ForFund      // who gave money, and why it was moved
	ForPayee     // whom a row of a payment batch is for, with the account
	ForReminder  // what a reminder says, how it goes out, and to which address
	purposes
)

// purposeNames go into the keys: a changed name makes every such field
// unreadable.
var purposeNames = [purposes]string{
	ForID:             "id",
	ForPhone:          "phone",
	ForCard:           "card",
	ForDisabilityCard: "disability-card",
	ForAddress:        "address",
	ForHousehold:      "household",
	ForMember:         "member",
	ForHelper:         "helper",
	ForHistory:        "history",
	ForRow:            "row",
	ForContent:        "content",
	ForOutcome:        "outcome",
	ForAttachment:     "attachment",
	ForRequest:        "request",
	ForFile:           "file",
	ForTask:           "task",
	ForSurvey:         "survey",
	ForCase:           "case",
	ForKin:            "kin",
	ForChange:         "change",
	ForNotice:         "notice",
	ForObjection:      "objection",
	ForPair:           "pair",
	ForHazard:         "hazard",
	ForOfficeKey:      "office-key",
	ForDemand:         "demand",
	ForLeader:         "leader",
	ForWave:           "wave",
	ForVisit:          "visit",
	ForFund:           "fund",
	ForPayee:          "payee",
	ForReminder:       "reminder",
}

// Algorithm is the first byte of every sealed field.
type Algorithm byte

// The algorithms; both can always be opened.
const (
	AES Algorithm = 1 // AES-256-GCM
	SM4 Algorithm = 2 // SM4-GCM (GB/T 32907), where rules ask for national algorithms
)

// digestBytes of an HMAC-SHA-256 are kept: two of a billion values meet with a
// chance of 10^-21.
const digestBytes = 16

// Sealer seals, opens and digests fields. It is safe for concurrent use.
type Sealer struct {
	algorithm Algorithm
	fields    [purposes]field
}

type field struct {
	aes, sm4     cipher.AEAD
	whole, last  *sync.Pool // of hash.Hash, HMAC-SHA-256 each with its own key
	aesAD, sm4AD []byte
}

// NewSealer derives all keys at once; sealing then builds no cipher.
func NewSealer(key Key, algorithm Algorithm) (*Sealer, error) {
	if algorithm != AES && algorithm != SM4 {
		return nil, problem.New(problem.Invalid, "personal.seal_algorithm")
	}
	s := &Sealer{algorithm: algorithm}
	for p, name := range purposeNames {
		f, err := newField(key, name)
		if err != nil {
			return nil, err
		}
		s.fields[p] = f
	}
	return s, nil
}

func newField(key Key, name string) (f field, err error) {
	derive := func(use string, length int) []byte {
		var sub []byte
		if err == nil {
			sub, err = hkdf.Key(sha256.New, key.bytes(), nil, "songnuan/1/"+use+"/"+name, length)
		}
		return sub
	}
	aesKey, sm4Key := derive("aes-256-gcm", 32), derive("sm4-gcm", 16)
	whole, last := derive("digest", 32), derive("digest-last4", 32)
	if err != nil {
		return f, err
	}
	if f.aes, err = gcm(aes.NewCipher(aesKey)); err != nil {
		return f, err
	}
	if f.sm4, err = gcm(sm4.NewCipher(sm4Key)); err != nil {
		return f, err
	}
	f.aesAD, f.sm4AD = []byte(string(rune(AES))+name), []byte(string(rune(SM4))+name)
	f.whole, f.last = macs(whole), macs(last)
	return f, nil
}

func gcm(block cipher.Block, err error) (cipher.AEAD, error) {
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func macs(key []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
}

func (f *field) aead(a Algorithm) (cipher.AEAD, []byte) {
	if a == SM4 {
		return f.sm4, f.sm4AD
	}
	return f.aes, f.aesAD
}

// Seal encrypts a text: algorithm byte, random nonce of 12 bytes, ciphertext
// and tag of 16. The same text gives another result each time.
func (s *Sealer) Seal(purpose Purpose, plain string) []byte {
	aead, ad := s.fields[purpose].aead(s.algorithm)
	head := 1 + aead.NonceSize()
	out := make([]byte, head, head+len(plain)+aead.Overhead())
	out[0] = byte(s.algorithm)
	rand.Read(out[1:head])
	return aead.Seal(out, out[1:head], []byte(plain), ad)
}

// Open decrypts what Seal made for the same purpose with the same key. Error:
// Unreadable when the key is another or the field was changed.
func (s *Sealer) Open(purpose Purpose, sealed []byte) (string, error) {
	if len(sealed) < 13 || Algorithm(sealed[0]) != AES && Algorithm(sealed[0]) != SM4 {
		return "", problem.New(problem.Unreadable, "personal.seal_broken")
	}
	aead, ad := s.fields[purpose].aead(Algorithm(sealed[0]))
	plain, err := aead.Open(nil, sealed[1:13], sealed[13:], ad)
	if err != nil {
		return "", problem.Wrap(err, problem.Unreadable, "personal.seal_broken")
	}
	return string(plain), nil
}

// Digest is a keyed fingerprint of 22 characters for equality: the same text
// gives the same digest under one key and purpose, whatever the algorithm.
func (s *Sealer) Digest(purpose Purpose, plain string) string {
	return digest(s.fields[purpose].whole, plain)
}

// DigestLast4 is the fingerprint of the last four characters, for looking a
// person up by them.
func (s *Sealer) DigestLast4(purpose Purpose, plain string) string {
	return digest(s.fields[purpose].last, plain[max(0, len(plain)-4):])
}

func digest(pool *sync.Pool, text string) string {
	mac := pool.Get().(hash.Hash)
	defer pool.Put(mac)
	mac.Reset()
	mac.Write([]byte(text))
	var sum [sha256.Size]byte
	return base64.RawURLEncoding.EncodeToString(mac.Sum(sum[:0])[:digestBytes])
}
