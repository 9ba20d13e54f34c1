package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/plugintest"
)

type packets chan string

func (p packets) Send(packet *backend.StreamPacket) error {
	p <- string(packet.Data)
	return nil
}

func TestRunStreamHandsOnAndResyncsAfterABreak(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := connections.Add(1)
		_, _ = fmt.Fprintf(w, ": heartbeat\n\nid: 1\ndata: {\"type\":\"hello\",\ndata: \"n\":%d}\n\n", n)
		w.(http.Flusher).Flush()
		if n > 1 {
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	received := make(packets, 10)
	ended := make(chan error)
	streamer := Streamer{Pool: companion.NewPool()}
	go func() {
		ended <- streamer.RunStream(ctx, &backend.RunStreamRequest{PluginContext: plugintest.Context(server.URL, "")}, backend.NewStreamSender(received))
	}()
	for _, want := range []string{`{"n":1,"type":"hello"}`, `{"type":"resync"}`, `{"n":2,"type":"hello"}`} {
		var value any
		if err := json.Unmarshal([]byte(<-received), &value); err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(value); string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestOnlyOneChannelAndNobodyPublishes(t *testing.T) {
	streamer := Streamer{}
	yes, _ := streamer.SubscribeStream(context.Background(), &backend.SubscribeStreamRequest{Path: Path})
	no, _ := streamer.SubscribeStream(context.Background(), &backend.SubscribeStreamRequest{Path: "other"})
	publish, _ := streamer.PublishStream(context.Background(), &backend.PublishStreamRequest{Path: Path})
	if yes.Status != backend.SubscribeStreamStatusOK || no.Status != backend.SubscribeStreamStatusNotFound || publish.Status != backend.PublishStreamStatusPermissionDenied {
		t.Errorf("got %v %v %v", yes.Status, no.Status, publish.Status)
	}
}
