package health

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/plugintest"
)

func fake(healthz, status int, report string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			w.WriteHeader(healthz)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(report))
	}))
}

func TestEachFailureSaysWhatIsWrong(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	for name, c := range map[string]struct {
		server *httptest.Server
		ok     bool
		want   string
		steps  int
	}{
		"all well":      {fake(200, 200, `{"version":"0.1.4","status":"ok","checks":[{"name":"alert store","status":"ok"}]}`), true, "0.1.4", 3},
		"unreachable":   {closed, false, "refused", 2},
		"another thing": {fake(404, 404, ""), false, "not a Watchroom companion", 2},
		"wrong secret":  {fake(200, 401, ""), false, "WATCHROOM_PLUGIN_SECRET", 3},
		"old version":   {fake(200, 200, `{"version":"0.2.0","checks":[]}`), false, "0.2.0", 3},
		"store down":    {fake(200, 200, `{"version":"0.1.0","checks":[{"name":"ClickHouse","status":"failing","detail":"refused","remedy":"start it"}]}`), false, "start it", 3},
		"not JSON":      {fake(200, 200, `<html>`), false, "not understood", 3},
	} {
		t.Run(name, func(t *testing.T) {
			defer c.server.Close()
			result := check(t, plugintest.Context(c.server.URL, "Admin"))
			if (result.Status == backend.HealthStatusOk) != c.ok || !strings.Contains(result.Message, c.want) {
				t.Errorf("got %v %s", result.Status, result.Message)
			}
			var details struct{ Steps []Step }
			if err := json.Unmarshal(result.JSONDetails, &details); err != nil || len(details.Steps) != c.steps {
				t.Errorf("got %s, %v", result.JSONDetails, err)
			}
			if strings.Contains(string(result.JSONDetails), plugintest.Secret) {
				t.Error("the secret is shown")
			}
		})
	}
}

func TestNotConfigured(t *testing.T) {
	if result := check(t, plugintest.Context("", "Admin")); result.Status != backend.HealthStatusError || !strings.Contains(result.Message, "URL is not set") {
		t.Errorf("got %+v", result)
	}
}

func check(t *testing.T, ctx backend.PluginContext) *backend.CheckHealthResult {
	t.Helper()
	checker := Checker{Pool: companion.NewPool(), Version: "0.1.0"}
	result, err := checker.CheckHealth(context.Background(), &backend.CheckHealthRequest{PluginContext: ctx})
	if err != nil {
		t.Fatal(err)
	}
	return result
}
