// Package resources passes the API's routes on to the companion: it checks the asking user's role, drops cookies and every other
// header of the browser, and signs who asks.
package resources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
)

const (
	maxBody    = 10 << 20
	eventsPath = "/api/v1/events"
)

// Problem is an RFC 9457 problem document.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// Handler serves CallResource.
func Handler(pool *companion.Pool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := backend.PluginConfigFromContext(r.Context())
		ctx.User = backend.UserFromContext(r.Context())
		identity := companion.IdentityOf(ctx)

		if status, title, detail := allowed(r, identity); status != 0 {
			writeProblem(w, status, title, detail)
			return
		}
		client, err := pool.For(ctx)
		if err != nil {
			writeProblem(w, http.StatusServiceUnavailable, "Watchroom is not configured", err.Error())
			return
		}
		forward(w, r, client, identity)
	})
}

// allowed answers 0 where the request may pass, else the refusal.
func allowed(r *http.Request, identity companion.Identity) (status int, title, detail string) {
	needed := companion.RoleViewer
	if r.URL.Path != eventsPath || r.Method != http.MethodGet {
		route, known := match(r.Method, r.URL.Path)
		if route == nil && known {
			return http.StatusMethodNotAllowed, "Method not allowed", r.Method + " is not offered here"
		}
		if route == nil {
			return http.StatusNotFound, "Not found", "There is no such operation"
		}
		needed = route.Role
	}
	if companion.RoleRank(identity.Role) < companion.RoleRank(needed) {
		return http.StatusForbidden, "Not permitted", "This needs the role " + needed + "; yours is " + identity.Role
	}
	return 0, "", ""
}

func forward(w http.ResponseWriter, r *http.Request, client *companion.Client, identity companion.Identity) {
	body, err := readBody(r)
	if err != nil {
		writeProblem(w, http.StatusRequestEntityTooLarge, "The request is too large", err.Error())
		return
	}
	answer, err := client.Do(r.Context(), identity, companion.Request{
		Method:      r.Method,
		Path:        r.URL.Path,
		Query:       r.URL.Query(),
		Body:        body,
		Accept:      r.Header.Get("Accept"),
		ContentType: r.Header.Get("Content-Type"),
	})
	if err != nil {
		if r.Context().Err() != nil {
			return
		}
		failure := companion.Explain(err, client.BaseURL())
		log.DefaultLogger.Warn("The companion did not answer", "path", r.URL.Path, "error", err.Error())
		writeProblem(w, http.StatusBadGateway, failure.What, failure.Remedy)
		return
	}
	defer func() { _ = answer.Body.Close() }()

	for _, name := range []string{"Content-Type", "Retry-After"} {
		if value := answer.Header.Get(name); value != "" {
			w.Header().Set(name, value)
		}
	}
	// Grafana signs its user out of the page on a 401, but this one is about the shared secret.
	if answer.StatusCode == http.StatusUnauthorized {
		writeProblem(w, http.StatusBadGateway, "The companion does not accept this plugin's signature",
			"Enter the same secret in the plugin's settings and in the companion's WATCHROOM_PLUGIN_SECRET.")
		return
	}
	w.WriteHeader(answer.StatusCode)
	if r.URL.Path == eventsPath {
		stream(w, answer.Body)
		return
	}
	if _, err := io.Copy(w, io.LimitReader(answer.Body, companion.MaxAnswer)); err != nil {
		log.DefaultLogger.Warn("The companion's answer broke off", "path", r.URL.Path, "error", err.Error())
	}
}

// readBody is nil where there is none, so that a GET carries no body.
func readBody(r *http.Request) (io.Reader, error) {
	if r.Body == nil {
		return nil, nil
	}
	content, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxBody {
		return nil, fmt.Errorf("at most %d MB are taken", maxBody>>20)
	}
	if len(content) == 0 {
		return nil, nil
	}
	return bytes.NewReader(content), nil
}

// stream hands on each piece as it comes.
func stream(w http.ResponseWriter, body io.Reader) {
	flusher, _ := w.(http.Flusher)
	buffer := make([]byte, 32<<10)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if _, writeErr := w.Write(buffer[:n]); writeErr != nil {
				return
			}
			if flusher != nil {
				flusher.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

func writeProblem(w http.ResponseWriter, status int, title, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Problem{Type: "about:blank", Title: title, Status: status, Detail: detail})
}
