package companion

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
)

// Failure says in words why the companion could not be asked, and what to do.
type Failure struct {
	What   string
	Remedy string
}

func (f Failure) Error() string { return f.What + ". " + f.Remedy }

// Explain turns a transport error into words for the person who can mend it.
func Explain(err error, baseURL string) Failure {
	var dnsError *net.DNSError
	var unknownAuthority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var netError net.Error
	switch {
	case errors.Is(err, ErrNoSecret):
		return Failure{"The shared secret is not set", "Enter the companion's WATCHROOM_PLUGIN_SECRET on the Watchroom configuration page."}
	case errors.Is(err, syscall.ECONNREFUSED):
		return Failure{fmt.Sprintf("Nothing answers at %s: connection refused", baseURL), "Start the companion, or correct the URL. In containers 127.0.0.1 is the container itself."}
	case errors.As(err, &dnsError):
		return Failure{fmt.Sprintf("The host name %q is not known to Grafana's machine", dnsError.Name), "Correct the URL, or the name resolution of the machine that Grafana runs on."}
	case errors.As(err, &unknownAuthority):
		return Failure{"The companion's TLS certificate is signed by an authority that Grafana does not know", "Enter the authority's certificate (CA) in the plugin's settings."}
	case errors.As(err, &hostname):
		return Failure{"The companion's TLS certificate is for another host name: " + hostname.Error(), "Use the name in the certificate, or issue a certificate for this one."}
	case errors.As(err, &invalid):
		return Failure{"The companion's TLS certificate is not valid: " + invalid.Error(), "Renew the certificate."}
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return Failure{"The companion does not speak TLS at this address", "Use http:// instead of https://, or put TLS in front of the companion."}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &netError) && netError.Timeout():
		return Failure{fmt.Sprintf("%s did not answer in time", baseURL), "Check that the companion is not overloaded and that no firewall drops the connection."}
	default:
		return Failure{fmt.Sprintf("The companion at %s can't be reached: %v", baseURL, err), "Check the URL and the network between Grafana and the companion."}
	}
}
