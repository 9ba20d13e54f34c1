//go:build mage

package main

import (
	"encoding/json"
	"fmt"
	"os"

	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
)

// Default builds the plugin's backend for every platform.
var Default = build.BuildAll

// The backend's sources are in plugin/pkg, the binary goes to plugin/dist beside the frontend. Moving PluginJSONPath away
// from its default makes the SDK's build forget the version, so it is linked in here.
func init() {
	if err := build.SetBeforeBuildCallback(func(cfg build.Config) (build.Config, error) {
		version, err := pluginVersion("package.json")
		if err != nil {
			return cfg, err
		}
		cfg.RootPackagePath = "./plugin/pkg"
		cfg.PluginJSONPath = "plugin/src"
		cfg.OutputBinaryPath = "plugin/dist"
		if cfg.CustomVars == nil {
			cfg.CustomVars = map[string]string{}
		}
		cfg.CustomVars["main.version"] = version
		return cfg, nil
	}); err != nil {
		panic(err)
	}
}

func pluginVersion(path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var manifest struct {
		Version string `json:"version"`
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return manifest.Version, nil
}
