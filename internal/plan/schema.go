package plan

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
)

//go:generate go test -run TestPublishedFilesAreFresh -update .

// SchemaID names the published schema; `# yaml-language-server: $schema=…/plan.schema.json` at
// the top of a plan gives its writer completion.
const SchemaID = "urn:songnuan:plan:1"

// object is one JSON object of the schema; encoding/json sorts its keys.
type object = map[string]any

// Schema is the JSON Schema (draft 2020-12) of the plan format, made from the
// types that plans are read into. What it can't say, the reader and the linter
// do: references, dates, rules.
func Schema() []byte {
	s := schema{defs: object{}}
	root := s.properties(reflect.TypeFor[Plan]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaID
	root["title"] = "送温暖活动方案（*.plan.yaml）"
	root["required"] = []string{"plan", "title"}
	root["$defs"] = s.defs
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // plain maps, texts and numbers
	}
	return append(out, '\n')
}

// schema collects the definitions of the types it meets.
type schema struct{ defs object }

func (s *schema) properties(t reflect.Type) object {
	props := object{}
	shape := shapeOf(t)
	for _, key := range shape.Order {
		part := shape.Names[key]
		value := s.value(part.Type, part.Tag)
		if text := describe(t, key); text != "" {
			value = annotated(value, text)
		}
		props[key] = value
	}
	return object{"type": "object", "properties": props, "additionalProperties": false}
}

// annotated puts a description beside a value, which may be a reference.
func annotated(value object, text string) object {
	with := object{"description": text}
	maps.Copy(with, value)
	return with
}

func (s *schema) value(t reflect.Type, tag reflect.StructTag) object {
	if own := s.spelled(t); own != nil {
		s.defs[t.Name()] = own
		return object{"$ref": "#/$defs/" + t.Name()}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.value(t.Elem(), tag)
	case reflect.Slice:
		return s.list(t.Elem(), tag)
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.value(t.Elem(), tag)}
	case reflect.Struct:
		s.define(t.Name(), func() object { return s.structure(t) })
		return object{"$ref": "#/$defs/" + t.Name()}
	case reflect.Bool:
		return anyOf(object{"type": "boolean"}, paramText())
	case reflect.Int, reflect.Int64:
		return anyOf(object{"type": "integer", "minimum": 0}, paramText())
	}
	if words := tag.Get("oneof"); words != "" {
		return anyOf(object{"enum": strings.Fields(words)}, paramText())
	}
	return object{"type": []string{"string", "number", "boolean"}}
}

// list is a list, one value standing for a list of one, or for clauses a
// mapping from id to clause.
func (s *schema) list(t reflect.Type, tag reflect.StructTag) object {
	item := s.value(t, tag)
	forms := []object{{"type": "array", "items": item}, item}
	if holdsClause(t) {
		forms = append(forms, object{"type": "object", "additionalProperties": item})
	}
	return anyOf(forms...)
}

func (s *schema) structure(t reflect.Type) object {
	full := s.properties(t)
	if key, ok := bare[t]; ok {
		return anyOf(full, object{"type": "string", "description": "只写一句话，等于写 " + key})
	}
	return full
}

// define makes a definition once; the entry is set first, since types nest.
func (s *schema) define(name string, made func() object) {
	if _, ok := s.defs[name]; ok {
		return
	}
	s.defs[name] = object{}
	s.defs[name] = made()
}

func anyOf(forms ...object) object { return object{"anyOf": forms} }

// paramText is a text with a parameter in it, which stands for any scalar.
func paramText() object {
	return object{"type": "string", "pattern": `\{[a-z][a-z0-9_-]*([+-]\d+)?\}`}
}

func text(description string, examples ...any) object {
	form := object{"type": []string{"string", "number"}, "description": description}
	if len(examples) > 0 {
		form["examples"] = examples
	}
	return form
}

func edgesOf(value object) object {
	props := object{}
	for key, words := range map[string]string{"at_least": "不少于", "at_most": "不超过", "from": "从", "to": "到", "about": "约"} {
		props[key] = annotated(value, words)
	}
	return object{"type": "object", "properties": props, "additionalProperties": false, "minProperties": 1}
}

// spelled is the schema of a value with spellings of its own; nil for others.
func (s *schema) spelled(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[Amount]():
		return anyOf(text("金额（元）", 400, "1,234.50", "{amount}"), edgesOf(text("元")))
	case reflect.TypeFor[Count]():
		return anyOf(text("个数、all、百分比或范围", 269, "all", "30%", "1-2"), edgesOf(text("个数")))
	case reflect.TypeFor[Quantity]():
		return text("数量，最多三位小数", 4, 2.5)
	case reflect.TypeFor[Date]():
		return text("日期", "2027-01-15", "{year}-11-25", "春节", "before(春节, 7)", "before(end(field), 10 工作日)", "腊月廿三", "{year}年12月上旬")
	case reflect.TypeFor[Rule]():
		return text("规则（CEL）", "household.income_per_head < area.dibao_line", "'低保对象' in household.categories")
	case reflect.TypeFor[Per]():
		return text("按什么算", "household", "person", "child", "site", "户", "人")
	case reflect.TypeFor[Every]():
		return text("频次", "once", "week", "month", "quarter", "term", "year", "季度")
	case reflect.TypeFor[Strength]():
		return text("力度", "must", "principle", "suggested", "strive", "力争")
	case reflect.TypeFor[Span]():
		return anyOf(s.properties(t), text("一个阶段的编号或一段日子", "field", "{year}年1月"))
	case reflect.TypeFor[Helped]():
		return helpedSchema()
	}
	return nil
}

func helpedSchema() object {
	act := text("算作帮到的事", "visit", "payment", "goods", "pairing", "duties(2)", "receipt", "hand")
	acts := func(words string) object { return annotated(anyOf(act, object{"type": "array", "items": act}), words) }
	return anyOf(act, object{"type": "array", "items": act, "description": "每一件都要有"},
		object{"type": "object", "properties": object{"all": acts("每一件都要有"), "any": acts("有一件就算")}, "additionalProperties": false})
}
