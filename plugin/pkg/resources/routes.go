package resources

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// The contract's routes, made by scripts/generate-go-routes.mjs.
//
//go:embed routes.json
var routesJSON []byte

// Route is one operation that the plugin passes on, with the least role that may call it.
type Route struct {
	Name   string `json:"name"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Role   string `json:"role"`

	segments []string
}

var routes = mustParse(routesJSON)

func mustParse(document []byte) []Route {
	var parsed []Route
	if err := json.Unmarshal(document, &parsed); err != nil {
		panic(fmt.Sprintf("routes.json: %v", err))
	}
	for i := range parsed {
		parsed[i].segments = strings.Split(strings.Trim(parsed[i].Path, "/"), "/")
	}
	return parsed
}

// match finds the route of a request. A literal segment beats a parameter, so that /alerts/facets is not alert "facets".
// known tells whether the path exists under another method.
func match(method, path string) (found *Route, known bool) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	best := -1
	for i := range routes {
		literals, ok := fits(routes[i].segments, segments)
		if !ok {
			continue
		}
		known = true
		if routes[i].Method == method && literals > best {
			found, best = &routes[i], literals
		}
	}
	return found, known
}

func fits(pattern, segments []string) (literals int, ok bool) {
	if len(pattern) != len(segments) {
		return 0, false
	}
	for i, part := range pattern {
		if strings.HasPrefix(part, "{") {
			if segments[i] == "" || segments[i] == "." || segments[i] == ".." {
				return 0, false
			}
			continue
		}
		if part != segments[i] {
			return 0, false
		}
		literals++
	}
	return literals, true
}
