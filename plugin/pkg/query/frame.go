package query

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Frame makes one wide time series frame of a band: time, value, then the asked-for columns. Each value field carries the series'
// labels and one more, `band`, that tells the columns apart in native panels and alert rules; the plain value has none.
func Frame(band Band, refID string, fields []string) *data.Frame {
	times := make([]time.Time, len(band.Times))
	for i, ms := range band.Times {
		times[i] = time.UnixMilli(int64(ms)).UTC()
	}
	frame := data.NewFrame(band.Series.Name, data.NewField("time", nil, times))
	frame.RefID = refID
	frame.Meta = &data.FrameMeta{
		Type:        data.FrameTypeTimeSeriesWide,
		TypeVersion: data.FrameTypeVersion{0, 1},
		Custom:      map[string]string{"baseline": band.Baseline},
	}

	add := func(name string, values []*float64) {
		field := data.NewField(name, labelsFor(band, name), values)
		field.Config = &data.FieldConfig{}
		if band.Series.Unit != nil && name != "score" && name != "is_anomaly" {
			field.Config.Unit = grafanaUnit(*band.Series.Unit)
		}
		frame.Fields = append(frame.Fields, field)
	}
	add(band.Series.Name, band.Values)
	columns := []struct {
		name   string
		values []*float64
	}{
		{"expected", band.Expected}, {"lower", band.Lower}, {"upper", band.Upper}, {"score", band.Score},
		{"is_anomaly", asNumbers(band.IsAnomaly)},
	}
	for _, column := range columns {
		if len(fields) == 0 || slices.Contains(fields, column.name) {
			add(column.name, column.values)
		}
	}
	return frame
}

func labelsFor(band Band, column string) data.Labels {
	labels := data.Labels{}
	for name, value := range band.Series.Labels {
		labels[name] = value
	}
	if column != band.Series.Name {
		labels["band"] = column
	}
	return labels
}

// Grafana's ids for the units that Watchroom's own senders name in words; another unit is passed on as it is.
var grafanaUnits = map[string]string{
	"ratio":     "percentunit",
	"seconds":   "s",
	"bytes":     "bytes",
	"bytes/s":   "binBps",
	"req/s":     "reqps",
	"processes": "short",
}

func grafanaUnit(unit string) string {
	if id, known := grafanaUnits[unit]; known {
		return id
	}
	return unit
}

// asNumbers turns verdicts into 1 and 0: alert rules compare numbers.
func asNumbers(verdicts []bool) []*float64 {
	numbers := make([]*float64, len(verdicts))
	for i, verdict := range verdicts {
		value := 0.0
		if verdict {
			value = 1
		}
		numbers[i] = &value
	}
	return numbers
}
