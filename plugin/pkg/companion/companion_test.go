package companion

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/watchroom/watchroom/plugin/pkg/settings"
)

func TestIdentityOf(t *testing.T) {
	for _, c := range []struct {
		user *backend.User
		want Identity
	}{
		{nil, Identity{"grafana", "Grafana", 7, RoleViewer}},
		{&backend.User{Login: "ann", Name: "Ann", Role: "Admin"}, Identity{"ann", "Ann", 7, RoleAdmin}},
		{&backend.User{Login: "eve", Role: "Root"}, Identity{"eve", "", 7, RoleViewer}},
		{&backend.User{Login: "eve", Role: ""}, Identity{"eve", "", 7, RoleViewer}},
	} {
		if got := IdentityOf(backend.PluginContext{OrgID: 7, User: c.user}); got != c.want {
			t.Errorf("%+v: got %+v", c.user, got)
		}
	}
}

func TestSignedTokenSaysWhoAsks(t *testing.T) {
	now := time.Now()
	token, err := Sign(Identity{"ann", "Ann", 7, RoleEditor}, "secret", now)
	if err != nil {
		t.Fatal(err)
	}
	var got claims
	if _, err := jwt.ParseWithClaims(token, &got, func(*jwt.Token) (any, error) { return []byte("secret"), nil }, jwt.WithAudience("watchroom")); err != nil {
		t.Fatal(err)
	}
	if got.Subject != "ann" || got.Org != "7" || got.Role != RoleEditor || got.ExpiresAt.Sub(now) > time.Minute {
		t.Errorf("got %+v", got)
	}
	if _, err := Sign(Identity{}, "", now); err != ErrNoSecret {
		t.Errorf("without a secret: got %v", err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the token went elsewhere") }))
	defer other.Close()
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer server.Close()
	client := newClient(t, server.URL)
	answer, err := client.Do(context.Background(), Identity{Login: "ann", Role: RoleViewer}, Request{Method: "GET", Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		t.Errorf("got %d", answer.StatusCode)
	}
}

func TestExplainSaysWhatToDo(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	tlsServer := httptest.NewTLSServer(http.NotFoundHandler())
	defer tlsServer.Close()
	tlsServer.Config.ErrorLog = nil
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer slow.Close()
	for address, want := range map[string]string{
		closed.URL:    "connection refused",
		tlsServer.URL: "authority",
		strings.Replace(plain.URL, "http", "https", 1): "TLS",
		"http://no-such-host.invalid":                  "not known",
		slow.URL:                                       "in time",
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 500*time.Millisecond)
		_, err := newClient(t, address).DoUnsigned(ctx, Request{Method: "GET", Path: "/healthz", Body: strings.NewReader("")})
		cancel()
		if err == nil {
			t.Errorf("%s: expected an error", address)
			continue
		}
		if failure := Explain(err, address); !strings.Contains(failure.What, want) && !strings.Contains(failure.What, "in time") || failure.Remedy == "" {
			t.Errorf("%s: got %+v", address, failure)
		}
	}
}

func TestBadCertificateIsRefused(t *testing.T) {
	address, _ := url.Parse("https://companion")
	if _, err := New(settings.Settings{URL: address, CACert: "nonsense"}); err == nil {
		t.Error("expected an error")
	}
}

func TestPoolKeepsClients(t *testing.T) {
	pool := NewPool()
	ctx := func(secret string) backend.PluginContext {
		return backend.PluginContext{AppInstanceSettings: &backend.AppInstanceSettings{
			JSONData: []byte(`{"companionUrl":"http://companion"}`), DecryptedSecureJSONData: map[string]string{"pluginSecret": secret}}}
	}
	a, errA := pool.For(ctx("a"))
	again, _ := pool.For(ctx("a"))
	b, _ := pool.For(ctx("b"))
	if errA != nil || a != again || a == b {
		t.Error("one client for each set of settings")
	}
}

func newClient(t *testing.T, address string) *Client {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	client, err := New(settings.Settings{URL: parsed, Secret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
