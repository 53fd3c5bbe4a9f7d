//go:build webhook_in_apis

package main

import (
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/open-telemetry/opentelemetry-operator/apis/v1alpha1"
	"github.com/open-telemetry/opentelemetry-operator/internal/config"
)

// newWebhook is what gives an Instrumentation its defaults: where it was until 0.146.
func newWebhook(settings config.Config) *v1alpha1.InstrumentationWebhook {
	return v1alpha1.NewInstrumentationWebhook(logr.Discard(), runtime.NewScheme(), settings)
}
