//go:build !webhook_in_apis

package main

import (
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/open-telemetry/opentelemetry-operator/internal/config"
	"github.com/open-telemetry/opentelemetry-operator/internal/webhook"
)

// newWebhook is what gives an Instrumentation its defaults.
func newWebhook(settings config.Config) *webhook.InstrumentationWebhook {
	return webhook.NewInstrumentationWebhook(logr.Discard(), runtime.NewScheme(), settings)
}
