// The backend of the Watchroom plugin. One binary serves both the app and its nested datasource; Grafana starts a process for each
// and tells by the settings in a request which of the two is meant.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/health"
	"github.com/watchroom/watchroom/plugin/pkg/live"
	"github.com/watchroom/watchroom/plugin/pkg/query"
	"github.com/watchroom/watchroom/plugin/pkg/resources"
)

const pluginID = "watchroom-aiops-app"

// Linked in by the Magefile.
var version = "0.0.0"

func main() {
	pool := companion.NewPool()
	err := backend.Manage(pluginID, backend.ServeOpts{
		CallResourceHandler: httpadapter.New(resources.Handler(pool)),
		CheckHealthHandler:  health.Checker{Pool: pool, Version: version},
		QueryDataHandler:    query.Handler{Pool: pool},
		StreamHandler:       live.Streamer{Pool: pool},
	})
	if err != nil {
		log.DefaultLogger.Error("Watchroom's backend ended", "error", err.Error())
		os.Exit(1)
	}
}
