// Package plugintest makes requests as Grafana makes them, for tests.
package plugintest

import "github.com/grafana/grafana-plugin-sdk-go/backend"

// Secret that the contexts carry.
const Secret = "a-shared-secret"

// Context of a request by a user with role; an empty role is a request by Grafana itself.
func Context(companionURL, role string) backend.PluginContext {
	ctx := backend.PluginContext{
		OrgID:    1,
		PluginID: "watchroom-aiops-app",
		AppInstanceSettings: &backend.AppInstanceSettings{
			JSONData:                []byte(`{"companionUrl":"` + companionURL + `"}`),
			DecryptedSecureJSONData: map[string]string{"pluginSecret": Secret},
		},
	}
	if role != "" {
		ctx.User = &backend.User{Login: "ann", Name: "Ann", Role: role}
	}
	return ctx
}
