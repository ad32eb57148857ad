package api

// schema is the JSON Schema of a value where it is used: a component by its
// name.
func (d *document) schema(s *schema, request bool) object {
	if s.name != "" {
		return object{"$ref": "#/components/schemas/" + s.name}
	}
	return d.whole(s, request)
}

// whole is the JSON Schema of a value, component or not.
func (d *document) whole(s *schema, request bool) object {
	o := object{}
	put := func(key string, value any, there bool) {
		if there {
			o[key] = value
		}
	}
	put("type", s.kind, s.kind != "")
	if s.nullable {
		o["type"] = []string{s.kind, "null"}
	}
	put("format", s.format, s.format != "" && s.format != "byte")
	put("contentEncoding", "base64", s.format == "byte")
	put("pattern", s.pattern, s.pattern != "")
	put("enum", s.enum, len(s.enum) > 0)
	put("examples", []any{s.example}, s.example != nil)
	least, most := boundNames(s.kind)
	if s.min != nil {
		o[least] = *s.min
	}
	switch {
	case s.max != nil:
		o[most] = *s.max
	case request && s.kind == "string" && s.format == "" && len(s.enum) == 0:
		o[most] = textMost
	case request && s.kind == "array":
		o[most] = itemsMost
	}
	if s.items != nil {
		o["items"] = d.schema(s.items, request)
	}
	if s.others != nil {
		o["additionalProperties"] = d.schema(s.others, request)
	}
	if s.kind == "object" && s.others == nil {
		d.properties(o, s, request)
	}
	return o
}

func boundNames(kind string) (least, most string) {
	switch kind {
	case "string":
		return "minLength", "maxLength"
	case "array":
		return "minItems", "maxItems"
	}
	return "minimum", "maximum"
}

func (d *document) properties(o object, s *schema, request bool) {
	properties, required := object{}, []string{}
	for _, p := range s.properties {
		shape := d.schema(p.schema, request)
		shape["description"] = d.text("api.field." + p.name)
		properties[p.name] = shape
		if p.required {
			required = append(required, p.name)
		}
	}
	o["properties"] = properties
	if len(required) > 0 {
		o["required"] = required
	}
	if request {
		o["additionalProperties"] = false
	}
}

// deepestSample ends the sample of a value that may hold itself.
const deepestSample = 6

// sample is an example of a value, from what its fields say.
func sample(s *schema, depth int) any {
	switch {
	case s.example != nil && s.kind == "array":
		return []any{s.example}
	case s.example != nil:
		return s.example
	case len(s.enum) > 0:
		return s.enum[0]
	}
	switch s.kind {
	case "object":
		return sampleObject(s, depth)
	case "array":
		if depth > deepestSample || s.items.kind == "" {
			return []any{}
		}
		return []any{sample(s.items, depth+1)}
	case "string":
		if s.format == "byte" {
			return "JVBERi0xLjcK"
		}
		return "文字"
	case "boolean":
		return false
	case "integer", "number":
		if s.min != nil {
			return *s.min
		}
		return 1
	}
	return object{}
}

func sampleObject(s *schema, depth int) object {
	o := object{}
	if s.others != nil && s.others.kind == "object" {
		o["open"] = sample(s.others, depth+1)
	}
	for _, p := range s.properties {
		if p.required || depth < deepestSample {
			o[p.name] = sample(p.schema, depth+1)
		}
	}
	return o
}
