// Package live feeds Grafana Live from the companion's server-sent events, so that all tabs of an organisation share one
// connection.
package live

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
)

const (
	// Path of the one channel: plugin/watchroom-aiops-app/live.
	Path       = "live"
	maxMessage = 8 << 20
	firstWait  = time.Second
	longestGap = 30 * time.Second
	// The companion beats every 15 s; silence of this long means that the connection is dead.
	maxSilence = 45 * time.Second
)

// Streamer serves the channel. Everyone in the organisation may listen, nobody may publish.
type Streamer struct {
	Pool *companion.Pool
}

// SubscribeStream lets readers in to the one channel there is.
func (s Streamer) SubscribeStream(_ context.Context, req *backend.SubscribeStreamRequest) (*backend.SubscribeStreamResponse, error) {
	if req.Path != Path {
		return &backend.SubscribeStreamResponse{Status: backend.SubscribeStreamStatusNotFound}, nil
	}
	return &backend.SubscribeStreamResponse{Status: backend.SubscribeStreamStatusOK}, nil
}

// PublishStream refuses: changes come from the companion only.
func (s Streamer) PublishStream(context.Context, *backend.PublishStreamRequest) (*backend.PublishStreamResponse, error) {
	return &backend.PublishStreamResponse{Status: backend.PublishStreamStatusPermissionDenied}, nil
}

// RunStream runs while anybody listens. After a broken connection it tells the pages to fetch again, since changes were missed.
func (s Streamer) RunStream(ctx context.Context, req *backend.RunStreamRequest, sender *backend.StreamSender) error {
	wait := firstWait
	for connected := false; ; {
		err := s.follow(ctx, req.PluginContext, func(message json.RawMessage) error {
			wait, connected = firstWait, true
			return sender.SendJSON(message)
		})
		if ctx.Err() != nil {
			return nil
		}
		log.DefaultLogger.Warn("The live connection to the companion ended", "error", fmt.Sprint(err), "again_in", wait.String())
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait/2 + rand.N(wait/2+1)): // #nosec G404 -- jitter
		}
		wait = min(wait*2, longestGap)
		if connected {
			if err := sender.SendJSON([]byte(`{"type":"resync"}`)); err != nil {
				return err
			}
		}
	}
}

func (s Streamer) follow(ctx context.Context, plugin backend.PluginContext, send func(json.RawMessage) error) error {
	client, err := s.Pool.For(plugin)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	identity := companion.Identity{Login: "grafana", Name: "Grafana Live", Org: plugin.OrgID, Role: companion.RoleViewer}
	answer, err := client.Do(ctx, identity, companion.Request{Method: http.MethodGet, Path: "/api/v1/events", Accept: "text/event-stream"})
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("GET /api/v1/events answered %d", answer.StatusCode)
	}
	silence := time.AfterFunc(maxSilence, cancel)
	defer silence.Stop()
	return readEvents(answer.Body, func() { silence.Reset(maxSilence) }, send)
}

// readEvents reads a text/event-stream: data lines of an event are joined, comments (heartbeats) only count as signs of life.
func readEvents(body io.Reader, alive func(), send func(json.RawMessage) error) error {
	scanner := bufio.NewScanner(body)
	scanner.Buffer(make([]byte, 64<<10), maxMessage)
	var data []string
	for scanner.Scan() {
		alive()
		line := scanner.Text()
		switch {
		case line == "" && len(data) > 0:
			message := strings.Join(data, "\n")
			data = nil
			if !json.Valid([]byte(message)) {
				return fmt.Errorf("the companion sent an event that is not JSON")
			}
			if err := send(json.RawMessage(message)); err != nil {
				return err
			}
		case strings.HasPrefix(line, "data:"):
			data = append(data, strings.TrimPrefix(strings.TrimPrefix(line, "data:"), " "))
		}
	}
	if err := scanner.Err(); err != nil {
		return err
	}
	return io.EOF
}
