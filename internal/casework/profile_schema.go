package casework

import (
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	"songnuan/internal/money"
	"songnuan/internal/yamldoc"
)

// ProfileSchemaID names the published schema of profiles:
// `# yaml-language-server: $schema=…/profile.schema.json` at the top of a file
// gives its writer completion.
const ProfileSchemaID = "urn:songnuan:profile:1"

// object is one JSON object of the schema; encoding/json sorts its keys.
type object = map[string]any

// ProfileSchema is the JSON Schema (draft 2020-12) of procedure profiles, made
// from the types that they are read into and the words of the manual. What it
// can't say, the reader and the linter do: references, dates, rules.
func ProfileSchema() []byte {
	s := profileSchema{defs: object{}}
	root := s.properties(reflect.TypeFor[Profile]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = ProfileSchemaID
	root["title"] = "程序配置（*" + ProfileSuffix + "）"
	root["required"] = []string{"profile", "title", "kinds", "steps"}
	root["$defs"] = s.defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // plain maps, texts and numbers
	}
	return append(out, '\n')
}

// profileSchema collects the definitions of the types it meets.
type profileSchema struct{ defs object }

func (s *profileSchema) properties(t reflect.Type) object {
	props := object{}
	for _, key := range yamldoc.ShapeOf(t).Order {
		part := yamldoc.ShapeOf(t).Names[key]
		value := s.value(part.Type, part.Tag)
		words := profileWords[t.Name()+"."+key]
		if words == "" {
			words = profileWords[key]
		}
		if words != "" {
			described := object{"description": words}
			maps.Copy(described, value)
			value = described
		}
		props[key] = value
	}
	return object{"type": "object", "properties": props, "additionalProperties": false}
}

func (s *profileSchema) value(t reflect.Type, tag reflect.StructTag) object {
	switch {
	case t.Kind() == reflect.Pointer:
		return s.value(t.Elem(), tag)
	case t.Kind() == reflect.Slice:
		item := s.value(t.Elem(), tag)
		return oneOf(object{"type": "array", "items": item}, item)
	case t == reflect.TypeFor[Kind]():
		return object{"enum": words(Kinds)}
	case t == reflect.TypeFor[StepKind]():
		return object{"enum": words(StepKinds)}
	case t == reflect.TypeFor[Channel]():
		return object{"enum": words(Channels)}
	case t == reflect.TypeFor[money.Fen](), reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return object{"type": []string{"string", "number"}}
	case t.Kind() == reflect.Struct:
		return s.structure(t)
	case t.Kind() == reflect.Bool:
		return oneOf(object{"type": "boolean"}, object{"enum": []string{"是", "否"}})
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return object{"type": "integer", "minimum": 0}
	}
	if among := tag.Get("oneof"); among != "" {
		return object{"enum": strings.Fields(among)}
	}
	return object{"type": []string{"string", "number", "boolean"}}
}

// structure defines a type once; the entry is set first, since types nest.
func (s *profileSchema) structure(t reflect.Type) object {
	ref := object{"$ref": "#/$defs/" + t.Name()}
	if _, there := s.defs[t.Name()]; there {
		return ref
	}
	s.defs[t.Name()] = object{}
	full := s.properties(t)
	switch key, bare := bareKeys[t]; {
	case t == reflect.TypeFor[Limit]():
		full = oneOf(full, object{"type": []string{"string", "integer"}, "pattern": limitShape.String(), "description": "如 10 工作日、7 天"})
	case bare:
		full = oneOf(full, object{"type": []string{"string", "number"}, "description": "只写一句话，等于写 " + key})
	}
	s.defs[t.Name()] = full
	return ref
}

func oneOf(forms ...object) object { return object{"anyOf": forms} }
