// Package health is the connection doctor: it tries each step on the way to the companion and says what answered.
package health

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/settings"
)

const timeout = 10 * time.Second

// Step is one thing that was tried.
type Step struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// Checker answers CheckHealth for the app and for the datasource.
type Checker struct {
	Pool *companion.Pool
	// Version of this plugin; its major and minor number must be the companion's.
	Version string
}

// CheckHealth stops at the first step that fails: what comes after it can't be known.
func (c Checker) CheckHealth(ctx context.Context, req *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var steps []Step
	for _, try := range []func(context.Context, backend.PluginContext) Step{c.configured, c.reachable, c.accepted} {
		step := try(ctx, req.PluginContext)
		steps = append(steps, step)
		if step.Status != "ok" {
			return result(backend.HealthStatusError, step.Detail+". "+step.Remedy, steps)
		}
	}
	return result(backend.HealthStatusOk, steps[len(steps)-1].Detail, steps)
}

func result(status backend.HealthStatus, message string, steps []Step) (*backend.CheckHealthResult, error) {
	details, err := json.Marshal(map[string][]Step{"steps": steps})
	if err != nil {
		return nil, err
	}
	return &backend.CheckHealthResult{Status: status, Message: message, JSONDetails: details}, nil
}

func (c Checker) configured(_ context.Context, plugin backend.PluginContext) Step {
	const name = "Settings"
	s, err := settings.FromContext(plugin)
	if err != nil {
		return Step{name, "failing", sentence(err), "Correct the plugin's settings."}
	}
	if s.Secret == "" {
		return Step{name, "failing", "The shared secret is not set", "Enter the companion's WATCHROOM_PLUGIN_SECRET."}
	}
	if _, err := c.Pool.For(plugin); err != nil {
		return Step{name, "failing", sentence(err), "Enter a certificate in PEM form."}
	}
	return Step{name, "ok", "URL " + s.URL.String() + " and a shared secret are set", ""}
}

func (c Checker) reachable(ctx context.Context, plugin backend.PluginContext) Step {
	const name = "Connection"
	client, err := c.Pool.For(plugin)
	if err != nil {
		return Step{name, "failing", sentence(err), "Correct the plugin's settings."}
	}
	answer, err := client.DoUnsigned(ctx, companion.Request{Method: http.MethodGet, Path: "/healthz"})
	if err != nil {
		failure := companion.Explain(err, client.BaseURL())
		return Step{name, "failing", failure.What, failure.Remedy}
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return Step{name, "failing", fmt.Sprintf("GET %s/healthz answered %d", client.BaseURL(), answer.StatusCode),
			"Something answers at this URL, but it is not a Watchroom companion. Correct the URL."}
	}
	return Step{name, "ok", "GET " + client.BaseURL() + "/healthz answered 200", ""}
}

func (c Checker) accepted(ctx context.Context, plugin backend.PluginContext) Step {
	const name = "Companion"
	client, err := c.Pool.For(plugin)
	if err != nil {
		return Step{name, "failing", sentence(err), "Correct the plugin's settings."}
	}
	answer, err := client.Do(ctx, companion.IdentityOf(plugin), companion.Request{Method: http.MethodGet, Path: "/api/v1/status", Query: url.Values{}})
	if err != nil {
		failure := companion.Explain(err, client.BaseURL())
		return Step{name, "failing", failure.What, failure.Remedy}
	}
	defer func() { _ = answer.Body.Close() }()
	switch answer.StatusCode {
	case http.StatusOK:
		return c.judge(name, answer.Body)
	case http.StatusUnauthorized, http.StatusForbidden:
		return Step{name, "failing", "The companion does not accept this plugin's signature: the secret is wrong, or the clocks differ",
			"Enter the same secret here and in the companion's WATCHROOM_PLUGIN_SECRET, and check both clocks."}
	default:
		return Step{name, "failing", fmt.Sprintf("GET %s/api/v1/status answered %d", client.BaseURL(), answer.StatusCode),
			"Look at the companion's log."}
	}
}

type statusReport struct {
	Status  string `json:"status"`
	Version string `json:"version"`
	Checks  []struct {
		Name   string  `json:"name"`
		Status string  `json:"status"`
		Detail string  `json:"detail"`
		Remedy *string `json:"remedy"`
	} `json:"checks"`
}

func (c Checker) judge(name string, body io.Reader) Step {
	var report statusReport
	if err := json.NewDecoder(io.LimitReader(body, 1<<20)).Decode(&report); err != nil {
		return Step{name, "failing", "The companion's status is not understood: " + err.Error(), "Use the same version of plugin and companion."}
	}
	if minor(report.Version) != minor(c.Version) {
		return Step{name, "failing", fmt.Sprintf("The companion has version %s, the plugin %s", report.Version, c.Version),
			"Install the same minor version of both."}
	}
	for _, check := range report.Checks {
		if check.Status != "ok" {
			remedy := "Look at the companion's log."
			if check.Remedy != nil {
				remedy = *check.Remedy
			}
			return Step{name, "failing", fmt.Sprintf("The companion answers, but its %s is %s: %s", check.Name, check.Status, check.Detail), remedy}
		}
	}
	return Step{name, "ok", "Watchroom " + report.Version + " answers and its stores are well", ""}
}

// minor is "1.2" of "1.2.3".
func minor(version string) string {
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}
