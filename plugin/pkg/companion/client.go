// Package companion speaks to the Watchroom companion over HTTP, signing each request with who asks.
package companion

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/watchroom/watchroom/plugin/pkg/settings"
)

// MaxAnswer bounds what is read of one answer.
const MaxAnswer = 64 << 20

// Client is bound to one set of settings.
type Client struct {
	settings settings.Settings
	http     *http.Client
	now      func() time.Time
}

// New makes a client. It fails where the CA certificate can't be read.
func New(s settings.Settings) (*Client, error) {
	tlsConfig := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: s.TLSSkipVerify} // #nosec G402 -- an admin's explicit choice
	if s.CACert != "" {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM([]byte(s.CACert)) {
			return nil, errors.New("the CA certificate is not valid PEM")
		}
		tlsConfig.RootCAs = pool
	}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       tlsConfig,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
	}
	return &Client{
		settings: s,
		now:      time.Now,
		http: &http.Client{
			Transport: transport,
			// A redirect could carry the token to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// BaseURL is the companion's address, for messages.
func (c *Client) BaseURL() string { return c.settings.URL.String() }

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Request is one call. Path starts with a slash; only Accept and Content-Type travel as headers.
type Request struct {
	Method      string
	Path        string
	Query       url.Values
	Body        io.Reader
	Accept      string
	ContentType string
}

// Do sends the request as identity. The caller closes the answer's body.
func (c *Client) Do(ctx context.Context, identity Identity, r Request) (*http.Response, error) {
	token, err := Sign(identity, c.settings.Secret, c.now())
	if err != nil {
		return nil, err
	}
	request, err := c.newRequest(ctx, r)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return c.http.Do(request)
}

// DoUnsigned sends a request that needs no identity, such as the health check.
func (c *Client) DoUnsigned(ctx context.Context, r Request) (*http.Response, error) {
	request, err := c.newRequest(ctx, r)
	if err != nil {
		return nil, err
	}
	return c.http.Do(request)
}

func (c *Client) newRequest(ctx context.Context, r Request) (*http.Request, error) {
	target := *c.settings.URL
	target.Path = strings.TrimRight(target.Path, "/") + r.Path
	target.RawQuery = r.Query.Encode()
	request, err := http.NewRequestWithContext(ctx, r.Method, target.String(), r.Body)
	if err != nil {
		return nil, err
	}
	if r.Accept != "" {
		request.Header.Set("Accept", r.Accept)
	}
	if r.ContentType != "" {
		request.Header.Set("Content-Type", r.ContentType)
	}
	request.Header.Set("User-Agent", "watchroom-grafana-plugin")
	return request, nil
}
