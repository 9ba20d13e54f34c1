// Package query answers the datasource: stored series with bands and scores as data frames.
package query

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/watchroom/watchroom/plugin/pkg/companion"
)

const timeout = 30 * time.Second

// Handler serves QueryData.
type Handler struct {
	Pool *companion.Pool
}

// Matcher as in the contract.
type Matcher struct {
	Label string `json:"label"`
	Op    string `json:"op"`
	Value string `json:"value"`
}

// Model is what the query editor stores.
type Model struct {
	Matchers    []Matcher `json:"matchers"`
	Sensitivity *float64  `json:"sensitivity,omitempty"`
	Direction   string    `json:"direction,omitempty"`
	Season      string    `json:"season,omitempty"`
	MaxSeries   int       `json:"maxSeries,omitempty"`
	// Fields beside value: any of expected, lower, upper, score, is_anomaly. Empty: all.
	Fields []string `json:"fields,omitempty"`
}

// Band as in the contract.
type Band struct {
	Series struct {
		Name   string            `json:"name"`
		Labels map[string]string `json:"labels"`
		Unit   *string           `json:"unit"`
	} `json:"series"`
	Times     []float64  `json:"times"`
	Values    []*float64 `json:"values"`
	Expected  []*float64 `json:"expected"`
	Lower     []*float64 `json:"lower"`
	Upper     []*float64 `json:"upper"`
	Score     []*float64 `json:"score"`
	IsAnomaly []bool     `json:"isAnomaly"`
	Baseline  string     `json:"baseline"`
}

// QueryData answers each query by itself: one that fails does not spoil the others.
func (h Handler) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	response := backend.NewQueryDataResponse()
	for _, query := range req.Queries {
		response.Responses[query.RefID] = h.answer(ctx, req.PluginContext, query)
	}
	return response, nil
}

func (h Handler) answer(ctx context.Context, plugin backend.PluginContext, query backend.DataQuery) backend.DataResponse {
	var model Model
	if err := json.Unmarshal(query.JSON, &model); err != nil {
		return backend.ErrDataResponse(backend.StatusBadRequest, "the query is not valid JSON: "+err.Error())
	}
	if len(model.Matchers) == 0 {
		return backend.DataResponse{Status: backend.StatusOK, Frames: data.Frames{}}
	}
	client, err := h.Pool.For(plugin)
	if err != nil {
		return backend.ErrDataResponse(backend.StatusBadRequest, err.Error())
	}
	body, err := json.Marshal(bandsRequest(model, query))
	if err != nil {
		return backend.ErrDataResponse(backend.StatusInternal, err.Error())
	}
	answer, err := client.Do(ctx, companion.IdentityOf(plugin), companion.Request{
		Method: http.MethodPost, Path: "/api/v1/bands", Body: bytes.NewReader(body), ContentType: "application/json",
	})
	if err != nil {
		return backend.ErrDataResponse(backend.StatusBadGateway, companion.Explain(err, client.BaseURL()).Error())
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(io.LimitReader(answer.Body, companion.MaxAnswer))
	if err != nil {
		return backend.ErrDataResponse(backend.StatusBadGateway, "the companion's answer broke off: "+err.Error())
	}
	if answer.StatusCode != http.StatusOK {
		return backend.ErrDataResponse(backend.Status(answer.StatusCode), problemText(answer.StatusCode, content))
	}
	var bands struct {
		Items []Band `json:"items"`
	}
	if err := json.Unmarshal(content, &bands); err != nil {
		return backend.ErrDataResponse(backend.StatusBadGateway, "the companion's answer is not understood: "+err.Error())
	}
	frames := make(data.Frames, 0, len(bands.Items))
	for _, band := range bands.Items {
		frames = append(frames, Frame(band, query.RefID, model.Fields))
	}
	return backend.DataResponse{Status: backend.StatusOK, Frames: frames}
}

func bandsRequest(model Model, query backend.DataQuery) map[string]any {
	options := map[string]any{}
	if model.Sensitivity != nil {
		options["sensitivity"] = *model.Sensitivity
	}
	if model.Direction != "" {
		options["direction"] = model.Direction
	}
	if model.Season != "" {
		options["season"] = model.Season
	}
	request := map[string]any{
		"kind":      "stored",
		"matchers":  model.Matchers,
		"from":      query.TimeRange.From.UTC().Format(time.RFC3339Nano),
		"to":        query.TimeRange.To.UTC().Format(time.RFC3339Nano),
		"maxPoints": min(max(query.MaxDataPoints, 10), 20_000),
		"options":   options,
	}
	if model.MaxSeries > 0 {
		request["maxSeries"] = model.MaxSeries
	}
	return request
}

func problemText(status int, content []byte) string {
	var problem struct {
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	if json.Unmarshal(content, &problem) != nil || problem.Title == "" {
		return fmt.Sprintf("the companion answered %d", status)
	}
	parts := []string{problem.Title}
	if problem.Detail != "" {
		parts = append(parts, problem.Detail)
	}
	for _, wrong := range problem.Errors {
		parts = append(parts, wrong.Field+": "+wrong.Message)
	}
	return strings.Join(parts, "; ")
}
