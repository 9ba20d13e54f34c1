package query

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
	"github.com/watchroom/watchroom/plugin/pkg/plugintest"
)

const band = `{"items":[{"series":{"id":"1","name":"cpu","labels":{"host":"a"},"unit":"ratio","lastAt":null,"lastValue":null},
 "times":[1000,2000],"values":[0.5,null],"expected":[0.4,0.4],"lower":[0.3,0.3],"upper":[0.6,0.6],"score":[0.1,null],"isAnomaly":[false,true],"baseline":"rolling"}]}`

func ask(t *testing.T, url, model string) backend.DataResponse {
	t.Helper()
	handler := Handler{Pool: companion.NewPool()}
	response, err := handler.QueryData(context.Background(), &backend.QueryDataRequest{
		PluginContext: plugintest.Context(url, "Viewer"),
		Queries: []backend.DataQuery{{RefID: "A", JSON: []byte(model), MaxDataPoints: 500,
			TimeRange: backend.TimeRange{From: time.UnixMilli(0), To: time.UnixMilli(60_000)}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses["A"]
}

func TestFramesCarryBandsAndLabels(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		if body["kind"] != "stored" || body["from"] != "1970-01-01T00:00:00Z" || body["maxPoints"] != 500.0 {
			t.Errorf("got %v", body)
		}
		_, _ = w.Write([]byte(band))
	}))
	defer server.Close()
	response := ask(t, server.URL, `{"matchers":[{"label":"__name__","op":"=","value":"cpu"}],"sensitivity":0.7,"fields":["upper","is_anomaly"]}`)
	if response.Error != nil {
		t.Fatal(response.Error)
	}
	frame := response.Frames[0]
	if len(frame.Fields) != 4 || frame.Fields[0].Len() != 2 {
		t.Fatalf("got %d fields", len(frame.Fields))
	}
	value, upper, verdict := frame.Fields[1], frame.Fields[2], frame.Fields[3]
	if value.Labels["host"] != "a" || value.Labels["band"] != "" || value.Config.Unit != "percentunit" || value.At(1).(*float64) != nil {
		t.Errorf("got %+v", value)
	}
	if upper.Labels["band"] != "upper" || *verdict.At(1).(*float64) != 1 || verdict.Config.Unit != "" {
		t.Errorf("got %+v %+v", upper, verdict)
	}
}

func TestProblemsReachThePanel(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"title":"Bad request","errors":[{"field":"matchers[0].value","message":"not a regular expression"}]}`))
	}))
	defer server.Close()
	response := ask(t, server.URL, `{"matchers":[{"label":"a","op":"=~","value":"("}]}`)
	if response.Error == nil || !strings.Contains(response.Error.Error(), "matchers[0].value: not a regular expression") || response.Status != 400 {
		t.Errorf("got %+v", response)
	}
}

func TestEmptyAndBrokenQueries(t *testing.T) {
	if response := ask(t, "http://127.0.0.1:1", `{}`); response.Error != nil || len(response.Frames) != 0 {
		t.Errorf("a new query shows nothing: %+v", response)
	}
	if response := ask(t, "http://127.0.0.1:1", `[]`); response.Error == nil {
		t.Error("expected an error")
	}
}
