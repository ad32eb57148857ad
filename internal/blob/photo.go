package blob

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	_ "image/jpeg" // looks into a photo's head
	_ "image/png"

	"songnuan/internal/problem"
)

// pixelsMost bounds a photo's pixels: what a small file could unfold to.
const pixelsMost = 120_000_000

// Photo is Of for a photo of a person's home: it must be a picture, and what a
// camera wrote beside it (place, device, time) is taken out. The picture itself
// stays as it is, with the way up that it is to be shown.
//
// Errors: TooLarge above Most, Invalid for what is no picture, and for HEIC,
// whose writing beside it can't be taken out: the telephone is to send JPEG.
func Photo(content []byte) (*File, error) {
	file, err := Of(content)
	if err != nil {
		return nil, err
	}
	switch file.Type {
	case JPEG, PNG:
		head, _, err := image.DecodeConfig(bytes.NewReader(content))
		if err != nil {
			return nil, problem.Wrap(err, problem.Invalid, "blob.no_photo")
		}
		if int64(head.Width)*int64(head.Height) > pixelsMost {
			return nil, problem.New(problem.TooLarge, "blob.photo_large")
		}
	case WebP:
	case HEIC:
		return nil, problem.New(problem.Invalid, "blob.heic")
	default:
		return nil, problem.New(problem.Invalid, "blob.no_photo")
	}
	bare, ok := map[Type]func([]byte) ([]byte, bool){JPEG: bareJPEG, PNG: barePNG, WebP: bareWebP}[file.Type](content)
	if !ok {
		return nil, problem.New(problem.Invalid, "blob.no_photo")
	}
	return Of(bare)
}

// bareJPEG leaves out the segments APP1 (Exif, XMP), APP13 and comments, and
// puts the way up back.
func bareJPEG(content []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(content)), content[:2]...)
	up := uint16(1)
	for at := 2; at+4 <= len(content); {
		if content[at] != 0xff {
			return nil, false
		}
		mark := content[at+1]
		if mark == 0xff { // filling
			at++
			continue
		}
		if mark == 0xda { // the picture begins
			if up != 1 {
				out = append(out[:2], append(wayUp(up), out[2:]...)...)
			}
			return append(out, content[at:]...), true
		}
		end := at + 2 + int(binary.BigEndian.Uint16(content[at+2:]))
		if end > len(content) || end < at+4 {
			return nil, false
		}
		switch mark {
		case 0xe1:
			if found := exifUp(content[at+4 : end]); found != 0 {
				up = found
			}
		case 0xed, 0xfe:
		default:
			out = append(out, content[at:end]...)
		}
		at = end
	}
	return nil, false
}

// exifUp reads the way up (tag 0x0112) of an Exif segment, 0 when there is none.
func exifUp(segment []byte) uint16 {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	for n := int64(order.Uint16(tiff[at:])); n > 0; n-- {
		entry := at + 2 + 12*(n-1)
		if entry+12 > int64(len(tiff)) {
			continue
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if up := order.Uint16(tiff[entry+8:]); up >= 1 && up <= 8 {
				return up
			}
		}
	}
	return 0
}

// wayUp is an Exif segment that says nothing but the way up.
func wayUp(up uint16) []byte {
	body := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	body = binary.BigEndian.AppendUint16(body, up)
	body = append(body, 0, 0, 0, 0, 0, 0)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)), body...)
}

// barePNG keeps the chunks that make the picture.
func barePNG(content []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(content)), content[:8]...)
	for at := 8; at+12 <= len(content); {
		end := at + 12 + int(binary.BigEndian.Uint32(content[at:]))
		if end > len(content) || end < at+12 {
			return nil, false
		}
		name := string(content[at+4 : at+8])
		if crc32.ChecksumIEEE(content[at+4:end-4]) != binary.BigEndian.Uint32(content[end-4:]) {
			return nil, false
		}
		switch name {
		case "eXIf", "tEXt", "iTXt", "zTXt", "tIME":
		default:
			out = append(out, content[at:end]...)
		}
		if name == "IEND" {
			return out, true
		}
		at = end
	}
	return nil, false
}

// bareWebP leaves out the chunks EXIF and XMP.
func bareWebP(content []byte) ([]byte, bool) {
	if len(content) < 20 {
		return nil, false
	}
	out := append(make([]byte, 0, len(content)), content[:12]...)
	for at := 12; at+8 <= len(content); {
		size := int(binary.LittleEndian.Uint32(content[at+4:]))
		end := at + 8 + size + size%2
		if size < 0 || end > len(content)+size%2 {
			return nil, false
		}
		end = min(end, len(content))
		switch string(content[at : at+4]) {
		case "EXIF", "XMP ":
		case "VP8X":
			out = append(out, content[at:end]...)
			if size > 0 {
				out[len(out)-(end-at)+8] &^= 0x0c // no Exif, no XMP
			}
		default:
			out = append(out, content[at:end]...)
		}
		at = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, len(out) > 12
}
