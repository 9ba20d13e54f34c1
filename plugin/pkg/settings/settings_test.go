package settings

import (
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func app(jsonData string, secure map[string]string) backend.PluginContext {
	return backend.PluginContext{AppInstanceSettings: &backend.AppInstanceSettings{JSONData: []byte(jsonData), DecryptedSecureJSONData: secure}}
}

func TestFromContext(t *testing.T) {
	s, err := FromContext(app(`{"companionUrl":" https://companion:8787/base/ ","tlsSkipVerify":true}`, map[string]string{"pluginSecret": "s"}))
	if err != nil {
		t.Fatal(err)
	}
	if s.URL.String() != "https://companion:8787/base" || s.Secret != "s" || !s.TLSSkipVerify {
		t.Errorf("got %+v", s)
	}
}

func TestDatasourceFallsBackToItsURL(t *testing.T) {
	s, err := FromContext(backend.PluginContext{DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{URL: "http://companion:8787"}})
	if err != nil || s.URL.Host != "companion:8787" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for jsonData, want := range map[string]string{
		``:                                       "URL is not set",
		`{`:                                      "not valid JSON",
		`{"companionUrl":""}`:                    "URL is not set",
		`{"companionUrl":"companion:8787"}`:      "companionUrl",
		`{"companionUrl":"file:///etc/passwd"}`:  "companionUrl",
		`{"companionUrl":"http://user:pw@host"}`: "must not hold",
		`{"companionUrl":"http://[::1"}`:         "companionUrl",
	} {
		_, err := FromContext(app(jsonData, nil))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", jsonData, err, want)
		}
	}
	if _, err := FromContext(backend.PluginContext{}); err == nil {
		t.Error("no settings at all must be refused")
	}
}
