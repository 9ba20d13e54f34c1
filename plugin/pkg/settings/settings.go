// Package settings reads what an admin told the plugin: where the companion is and the secret shared with it.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Settings of the app or of one datasource. Secret and CACert come from secureJsonData and never leave the backend.
type Settings struct {
	URL           *url.URL
	Secret        string
	CACert        string
	TLSSkipVerify bool
}

// ErrNotConfigured says that nobody has entered the companion's address yet.
var ErrNotConfigured = errors.New("the companion's URL is not set: enter it on the Watchroom configuration page")

type document struct {
	CompanionURL  string `json:"companionUrl"`
	TLSSkipVerify bool   `json:"tlsSkipVerify"`
}

// FromContext reads the datasource's settings where the request is for a datasource, else the app's.
func FromContext(ctx backend.PluginContext) (Settings, error) {
	if ds := ctx.DataSourceInstanceSettings; ds != nil {
		return parse(ds.JSONData, ds.DecryptedSecureJSONData, ds.URL)
	}
	if app := ctx.AppInstanceSettings; app != nil {
		return parse(app.JSONData, app.DecryptedSecureJSONData, "")
	}
	return Settings{}, ErrNotConfigured
}

func parse(jsonData []byte, secure map[string]string, fallbackURL string) (Settings, error) {
	var doc document
	if len(jsonData) > 0 {
		if err := json.Unmarshal(jsonData, &doc); err != nil {
			return Settings{}, fmt.Errorf("the plugin's settings are not valid JSON: %w", err)
		}
	}
	raw := strings.TrimRight(strings.TrimSpace(doc.CompanionURL), "/")
	if raw == "" {
		raw = strings.TrimRight(strings.TrimSpace(fallbackURL), "/")
	}
	if raw == "" {
		return Settings{}, ErrNotConfigured
	}
	address, err := url.Parse(raw)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return Settings{}, fmt.Errorf("companionUrl %q is not an http or https address, such as http://127.0.0.1:8787", raw)
	}
	if address.User != nil {
		return Settings{}, errors.New("companionUrl must not hold a user or password: use the shared secret")
	}
	return Settings{
		URL:           address,
		Secret:        secure["pluginSecret"],
		CACert:        secure["tlsCACert"],
		TLSSkipVerify: doc.TLSSkipVerify,
	}, nil
}
