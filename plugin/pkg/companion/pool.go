package companion

import (
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/watchroom/watchroom/plugin/pkg/settings"
)

// Pool keeps one client for each set of settings, so that connections are used again.
type Pool struct {
	mu      sync.Mutex
	clients map[key]*Client
}

type key struct {
	url, secret, ca string
	skipVerify      bool
}

// maxClients bounds the pool; settings change rarely, so reaching it means that old ones can go.
const maxClients = 64

// NewPool makes an empty pool.
func NewPool() *Pool { return &Pool{clients: map[key]*Client{}} }

// For gives the client for the settings in a request's context.
func (p *Pool) For(ctx backend.PluginContext) (*Client, error) {
	s, err := settings.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	k := key{s.URL.String(), s.Secret, s.CACert, s.TLSSkipVerify}
	p.mu.Lock()
	defer p.mu.Unlock()
	if client, ok := p.clients[k]; ok {
		return client, nil
	}
	client, err := New(s)
	if err != nil {
		return nil, err
	}
	if len(p.clients) >= maxClients {
		for old, idle := range p.clients {
			idle.Close()
			delete(p.clients, old)
		}
	}
	p.clients[k] = client
	return client, nil
}
