package resources

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/plugintest"
)

type answer struct {
	status  int
	headers map[string][]string
	body    string
}

func call(t *testing.T, companionURL, role, method, path, body string) answer {
	t.Helper()
	return callPiecewise(t, companionURL, role, method, path, body, func() {})
}

func callPiecewise(t *testing.T, companionURL, role, method, path, body string, onPiece func()) answer {
	t.Helper()
	var got answer
	handler := httpadapter.New(Handler(companion.NewPool()))
	plainPath, _, _ := strings.Cut(path, "?")
	err := handler.CallResource(context.Background(), &backend.CallResourceRequest{
		PluginContext: plugintest.Context(companionURL, role),
		Method:        method,
		Path:          plainPath,
		URL:           path,
		Headers:       map[string][]string{"Cookie": {"grafana_session=secret"}, "Authorization": {"Basic x"}, "Content-Type": {"application/json"}, "X-Forwarded-For": {"1.2.3.4"}},
		Body:          []byte(body),
	}, backend.CallResourceResponseSenderFunc(func(r *backend.CallResourceResponse) error {
		if got.status == 0 {
			got.status, got.headers = r.Status, r.Headers
		}
		got.body += string(r.Body)
		onPiece()
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPassesOnAndSigns(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/alerts/abc/triage" || r.Method != http.MethodPost {
			t.Errorf("got %s %s", r.Method, r.URL.Path)
		}
		if r.Header.Get("Cookie") != "" || r.Header.Get("X-Forwarded-For") != "" {
			t.Error("the browser's headers must stay behind")
		}
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		claims := jwt.MapClaims{}
		if _, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return []byte(plugintest.Secret), nil }); err != nil {
			t.Error(err)
		}
		if claims["sub"] != "ann" || claims["role"] != "Editor" {
			t.Errorf("got %v", claims)
		}
		body, _ := io.ReadAll(r.Body)
		if string(body) != `{"action":"acknowledge"}` {
			t.Errorf("got %s", body)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Set-Cookie", "evil=1")
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"title":"no"}`))
	}))
	defer server.Close()
	got := call(t, server.URL, "Editor", http.MethodPost, "api/v1/alerts/abc/triage", `{"action":"acknowledge"}`)
	if got.status != http.StatusConflict || got.body != `{"title":"no"}` || got.headers["Set-Cookie"] != nil {
		t.Errorf("got %+v", got)
	}
}

func TestRoles(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer server.Close()
	for _, c := range []struct {
		role, method, path string
		want               int
	}{
		{"Viewer", "GET", "api/v1/alerts", 200},
		{"Viewer", "GET", "api/v1/alerts/facets", 200},
		{"Viewer", "POST", "api/v1/bands", 200},
		{"Viewer", "POST", "api/v1/alerts/abc/triage", 403},
		{"Viewer", "POST", "api/v1/alerts/triage", 403},
		{"", "POST", "api/v1/alerts/triage", 403},
		{"Editor", "POST", "api/v1/alerts/triage", 200},
		{"Admin", "POST", "api/v1/alerts/triage", 200},
		{"Admin", "DELETE", "api/v1/alerts", 405},
		{"Admin", "GET", "metrics", 404},
		{"Admin", "GET", "api/v1/alerts/..", 404},
		{"Admin", "GET", "api/v1/nothing", 404},
		{"Admin", "POST", "intake/alertmanager", 404},
	} {
		if got := call(t, server.URL, c.role, c.method, c.path, "{}"); got.status != c.want {
			t.Errorf("%s %s %s: got %d, want %d", c.role, c.method, c.path, got.status, c.want)
		}
	}
}

func TestQueryTravels(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("text") != "a b&c" || len(r.URL.Query()["severity"]) != 2 {
			t.Errorf("got %s", r.URL.RawQuery)
		}
	}))
	defer server.Close()
	call(t, server.URL, "Viewer", "GET", "api/v1/alerts?text=a+b%26c&severity=critical&severity=high", "")
}

func TestFailuresAreWords(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	wrongSecret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	defer wrongSecret.Close()
	for address, want := range map[string]struct {
		status int
		text   string
	}{
		closed.URL:      {502, "connection refused"},
		wrongSecret.URL: {502, "signature"},
		"":              {503, "not configured"},
	} {
		got := call(t, address, "Viewer", "GET", "api/v1/alerts", "")
		var problem Problem
		if err := json.Unmarshal([]byte(got.body), &problem); err != nil {
			t.Errorf("%s: %v", got.body, err)
		}
		if got.status != want.status || !strings.Contains(problem.Title, want.text) || problem.Detail == "" {
			t.Errorf("got %d %+v, want %+v", got.status, problem, want)
		}
	}
}

func TestEventsComePieceByPiece(t *testing.T) {
	arrived := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v1/events" {
			t.Errorf("got %s", r.URL.Path)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for range 3 {
			_, _ = w.Write([]byte("data: {}\n\n"))
			w.(http.Flusher).Flush()
			<-arrived
		}
	}))
	defer server.Close()
	pieces := 0
	got := callPiecewise(t, server.URL, "Viewer", "GET", "api/v1/events", "", func() {
		if pieces++; pieces <= 3 {
			arrived <- struct{}{}
		}
	})
	if strings.Count(got.body, "data:") != 3 {
		t.Errorf("got %+v", got)
	}
}
