package offline

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"songnuan/internal/problem"
)

// Key is a pair of keys of the office (NIST P-256, which browsers of 2021 have
// without a library). What a phone has finished is sealed to the public half;
// only the office, which keeps the private half under its field key, opens it.
type Key struct {
	ID      string // first 8 bytes of the SHA-256 of Public, in hexadecimal
	private *ecdh.PrivateKey
}

// NewKey makes a key from the machine's random source.
func NewKey() (*Key, error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return keyOf(private), nil
}

// ReadKey reads what Private gave. problem.Unreadable when it is no key.
func ReadKey(private string) (*Key, error) {
	key, err := ecdh.P256().NewPrivateKey([]byte(private))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.key_broken")
	}
	return keyOf(key), nil
}

func keyOf(private *ecdh.PrivateKey) *Key {
	sum := sha256.Sum256(private.PublicKey().Bytes())
	return &Key{hex.EncodeToString(sum[:keyIDBytes]), private}
}

// Public is the half that phones get: an uncompressed point of 65 bytes.
func (k *Key) Public() []byte { return k.private.PublicKey().Bytes() }

// Private is the half to be kept sealed.
func (k *Key) Private() string { return string(k.private.Bytes()) }

// An envelope is mark, id of the key, the phone's one-time public point, nonce,
// and AES-256-GCM over the content. The additional data is the head and what the
// envelope is for, so that nothing can be moved under another name.
const (
	envelopeMark = "SN1"
	keyIDBytes   = 8
	pointBytes   = 65
	nonceBytes   = 12
	headBytes    = len(envelopeMark) + keyIDBytes + pointBytes
	envelopeInfo = "songnuan/phone/1"
)

// KeyOf is the id of the key that an envelope was sealed to. problem.Unreadable
// for what is no envelope.
func KeyOf(envelope []byte) (string, error) {
	if len(envelope) < headBytes+nonceBytes || !strings.HasPrefix(string(envelope[:len(envelopeMark)]), envelopeMark) {
		return "", problem.New(problem.Unreadable, "offline.envelope_broken")
	}
	return hex.EncodeToString(envelope[len(envelopeMark) : len(envelopeMark)+keyIDBytes]), nil
}

// Open opens an envelope that was sealed for a purpose, "text:" or "photo:" and
// the id. problem.Unreadable when it was changed or is for another.
func (k *Key) Open(envelope []byte, purpose string) ([]byte, error) {
	if of, err := KeyOf(envelope); err != nil || of != k.ID {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.envelope_broken")
	}
	point, err := ecdh.P256().NewPublicKey(envelope[len(envelopeMark)+keyIDBytes : headBytes])
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.envelope_broken")
	}
	secret, err := k.private.ECDH(point)
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.envelope_broken")
	}
	aead, err := envelopeCipher(secret, point.Bytes(), k.Public())
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, envelope[headBytes:headBytes+nonceBytes], envelope[headBytes+nonceBytes:], envelopeData(envelope, purpose))
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.envelope_broken")
	}
	return plain, nil
}

// Seal does on this side what the phone's module does on its own: for tests and
// for what the office itself lays down as if it came from a phone.
func Seal(public, plain []byte, purpose string) ([]byte, error) {
	to, err := ecdh.P256().NewPublicKey(public)
	if err != nil {
		return nil, problem.Wrap(err, problem.Unreadable, "offline.key_broken")
	}
	once, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	secret, err := once.ECDH(to)
	if err != nil {
		return nil, err
	}
	point := once.PublicKey().Bytes()
	aead, err := envelopeCipher(secret, point, public)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(public)
	envelope := append([]byte(envelopeMark), sum[:keyIDBytes]...)
	envelope = append(envelope, point...)
	nonce := make([]byte, nonceBytes)
	rand.Read(nonce)
	envelope = append(envelope, nonce...)
	return aead.Seal(envelope, nonce, plain, envelopeData(envelope, purpose)), nil
}

func envelopeCipher(secret, point, public []byte) (cipher.AEAD, error) {
	salt := append(append([]byte(nil), point...), public...)
	key, err := hkdf.Key(sha256.New, secret, salt, envelopeInfo, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func envelopeData(envelope []byte, purpose string) []byte {
	return append(append([]byte(nil), envelope[:headBytes]...), purpose...)
}

// DigestOf is the digest by which pieces of an envelope are held together:
// SHA-256 in hexadecimal, which a browser reckons without a library.
func DigestOf(envelope []byte) string {
	sum := sha256.Sum256(envelope)
	return hex.EncodeToString(sum[:])
}
