// Command operator says what the OpenTelemetry Operator makes of pods, by its own code. It is compiled inside a copy of the operator's
// module, whose packages are internal. From stdin it reads an Instrumentation, its namespace and pods; to stdout it writes, for each pod,
// how it was and how the operator's webhook leaves it. What the operator says goes to stderr.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"github.com/go-logr/logr"
	"github.com/go-logr/logr/funcr"
	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	"github.com/open-telemetry/opentelemetry-operator/apis/v1alpha1"
	"github.com/open-telemetry/opentelemetry-operator/internal/config"
	"github.com/open-telemetry/opentelemetry-operator/internal/instrumentation"
	"github.com/open-telemetry/opentelemetry-operator/internal/webhook/podmutation"
)

type input struct {
	Namespace       corev1.Namespace         `json:"namespace"`
	Instrumentation v1alpha1.Instrumentation `json:"instrumentation"`
	Pods            []json.RawMessage        `json:"pods"`
}

// output has both pods as Go writes them: it adds what has no omitempty, and leaves out what is empty.
type output struct {
	Before corev1.Pod `json:"before"`
	After  corev1.Pod `json:"after"`
	Error  string     `json:"error,omitempty"`
}

// cluster is all that the operator can see: one namespace with one Instrumentation.
type cluster struct {
	client.Client
	namespace       corev1.Namespace
	instrumentation v1alpha1.Instrumentation
}

func (c cluster) Get(_ context.Context, key client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	switch wanted := object.(type) {
	case *corev1.Namespace:
		if key.Name == c.namespace.Name {
			c.namespace.DeepCopyInto(wanted)
			return nil
		}
	case *v1alpha1.Instrumentation:
		if key.Name == c.instrumentation.Name && key.Namespace == c.namespace.Name {
			c.instrumentation.DeepCopyInto(wanted)
			return nil
		}
	}
	return errors.NewNotFound(schema.GroupResource{Resource: fmt.Sprintf("%T", object)}, key.String())
}

func (c cluster) List(_ context.Context, list client.ObjectList, _ ...client.ListOption) error {
	all, ok := list.(*v1alpha1.InstrumentationList)
	if !ok {
		return fmt.Errorf("no list of %T here", list)
	}
	all.Items = []v1alpha1.Instrumentation{*c.instrumentation.DeepCopy()}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "operator:", err)
		os.Exit(1)
	}
}

func run() error {
	var given input
	decoder := json.NewDecoder(os.Stdin)
	decoder.DisallowUnknownFields() // an API server would prune a field that the Instrumentation does not have
	if err := decoder.Decode(&given); err != nil {
		return err
	}
	ctx, settings := context.Background(), config.New()
	given.Instrumentation.Namespace = given.Namespace.Name
	webhook := newWebhook(logr.Discard(), runtime.NewScheme(), settings)
	if err := webhook.Default(ctx, &given.Instrumentation); err != nil {
		return err
	}
	if _, err := webhook.ValidateCreate(ctx, &given.Instrumentation); err != nil {
		return err
	}
	logger := funcr.New(func(_, text string) { fmt.Fprintln(os.Stderr, text) }, funcr.Options{})
	seen := cluster{namespace: given.Namespace, instrumentation: given.Instrumentation}
	// No recorder: the only events are for languages that are off, and this one is on.
	mutator := instrumentation.NewMutator(logger, seen, nil, settings)
	mutators := []podmutation.PodMutator{mutator}
	handler := podmutation.NewWebhookHandler(settings, logger, admission.NewDecoder(scheme.Scheme), seen, mutators)
	results := []output{}
	for _, raw := range given.Pods {
		result, err := admit(ctx, handler, given.Namespace.Name, raw)
		if err != nil {
			return err
		}
		results = append(results, result)
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

// admit does what an API server does with the webhook's answer.
func admit(ctx context.Context, handler admission.Handler, namespace string, raw json.RawMessage) (result output, err error) {
	if err = json.Unmarshal(raw, &result.Before); err != nil {
		return result, err
	}
	answer := handler.Handle(ctx, admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		Namespace: namespace,
		Object:    runtime.RawExtension{Raw: raw},
	}})
	if !answer.Allowed {
		return result, fmt.Errorf("the webhook forbids a pod: %v", answer.Result)
	}
	if answer.Result != nil {
		result.Error = answer.Result.Message
	}
	patches, err := json.Marshal(answer.Patches)
	if err != nil {
		return result, err
	}
	patch, err := jsonpatch.DecodePatch(patches)
	if err != nil {
		return result, err
	}
	patched, err := patch.Apply(raw)
	if err != nil {
		return result, err
	}
	return result, json.Unmarshal(patched, &result.After)
}
