package companion

import (
	"errors"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const (
	audience      = "watchroom"
	tokenLifetime = time.Minute
)

// Roles that Grafana knows, least first.
const (
	RoleViewer = "Viewer"
	RoleEditor = "Editor"
	RoleAdmin  = "Admin"
)

// ErrNoSecret says that requests can't be signed.
var ErrNoSecret = errors.New("the shared secret is not set: enter the companion's WATCHROOM_PLUGIN_SECRET on the Watchroom configuration page")

// Identity is who asks, as the companion is told.
type Identity struct {
	Login string
	Name  string
	Org   int64
	Role  string
}

// IdentityOf takes the asking user from the request. Grafana itself (alert rules, live streams) asks without a user and is
// given the least role.
func IdentityOf(ctx backend.PluginContext) Identity {
	if ctx.User == nil || ctx.User.Login == "" {
		return Identity{Login: "grafana", Name: "Grafana", Org: ctx.OrgID, Role: RoleViewer}
	}
	role := ctx.User.Role
	if RoleRank(role) == 0 {
		role = RoleViewer
	}
	return Identity{Login: ctx.User.Login, Name: ctx.User.Name, Org: ctx.OrgID, Role: role}
}

// RoleRank orders roles; 0 for one that is not known.
func RoleRank(role string) int {
	switch role {
	case RoleViewer:
		return 1
	case RoleEditor:
		return 2
	case RoleAdmin:
		return 3
	}
	return 0
}

type claims struct {
	jwt.RegisteredClaims
	Name string `json:"name"`
	Org  string `json:"org"`
	Role string `json:"role"`
}

// Sign makes the short-lived token that tells the companion who asks (JWT, HS256).
func Sign(identity Identity, secret string, now time.Time) (string, error) {
	if secret == "" {
		return "", ErrNoSecret
	}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Subject:   identity.Login,
			Audience:  jwt.ClaimStrings{audience},
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(tokenLifetime)),
		},
		Name: identity.Name,
		Org:  strconv.FormatInt(identity.Org, 10),
		Role: identity.Role,
	}).SignedString([]byte(secret))
}
