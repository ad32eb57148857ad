package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics count for Prometheus. No label holds anything of a person: routes
// are patterns, sessions and jobs are numbers.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	under    prometheus.Gauge
}

// Gauges are figures that are asked for when somebody looks: by name, then by
// the value of the label kind.
type Gauges map[string]map[string]float64

// askTime bounds how long a look waits for the database.
const askTime = 3 * time.Second

// NewMetrics makes the counters. ask gives figures at each look; those of the
// names described are shown.
func NewMetrics(version string, described map[string]string, ask func(context.Context) (Gauges, error)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "songnuan_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "songnuan_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.005, .01, .025, .05, .1, .2, .5, 1, 2, 5, 10, 30}}, []string{"route"}),
		under: prometheus.NewGauge(prometheus.GaugeOpts{Name: "songnuan_requests_under_way", Help: "Requests being answered."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "songnuan_build", Help: "1, labelled with the program's version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.took, m.under, build, newAsked(described, ask),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler shows them at /metrics.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

// methods bounds what a client can make a label of.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// begin counts a request under way and gives what counts its end.
func (m *Metrics) begin() (done func(method, route string, status int, took time.Duration)) {
	if m == nil {
		return func(string, string, int, time.Duration) {}
	}
	m.under.Inc()
	return func(method, route string, status int, took time.Duration) {
		m.under.Dec()
		if !methods[method] {
			method = "other"
		}
		m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
		m.took.WithLabelValues(route).Observe(took.Seconds())
	}
}

// asked is the collector of figures that are asked for.
type asked struct {
	described map[string]*prometheus.Desc
	failed    *prometheus.Desc
	ask       func(context.Context) (Gauges, error)
}

func newAsked(described map[string]string, ask func(context.Context) (Gauges, error)) *asked {
	a := &asked{map[string]*prometheus.Desc{}, prometheus.NewDesc("songnuan_figures_failed", "1 when the figures of the database could not be read.", nil, nil), ask}
	for name, help := range described {
		a.described[name] = prometheus.NewDesc("songnuan_"+name, help, []string{"kind"}, nil)
	}
	return a
}

func (a *asked) Describe(to chan<- *prometheus.Desc) {
	to <- a.failed
	for _, d := range a.described {
		to <- d
	}
}

func (a *asked) Collect(to chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), askTime) // Prometheus passes none on
	defer stop()
	gauges, err := a.ask(ctx)
	failed := 0.0
	if err != nil {
		failed = 1
	}
	to <- prometheus.MustNewConstMetric(a.failed, prometheus.GaugeValue, failed)
	for name, values := range gauges {
		for kind, value := range values {
			if d, ok := a.described[name]; ok {
				to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, kind)
			}
		}
	}
}
