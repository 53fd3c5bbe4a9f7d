// Command oracle says what a MutatingAdmissionPolicy makes of pods, by the API server's own code: its CEL, with the limits and the
// libraries of a version of Kubernetes, its merge by the schema of a pod, its JSON patches. Schemas are a folder of OpenAPI. It reads
// {"schemas": "...", "version": "1.36", "policy": {...}, "params": {...}, "pods": [...]} and writes, for each pod, {"pod": {...}} or {"error": "..."}.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	celgo "github.com/google/cel-go/cel"
	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/client-go/openapi/openapitest"
)

type input struct {
	Schemas string                                          `json:"schemas"`
	Version string                                          `json:"version"`
	Policy  admissionregistrationv1.MutatingAdmissionPolicy `json:"policy"`
	Params  corev1.ConfigMap                                `json:"params"`
	Pods    []corev1.Pod                                    `json:"pods"`
}

type output struct {
	Pod   *corev1.Pod `json:"pod,omitempty"`
	Error string      `json:"error,omitempty"`
}

var (
	podKind     = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}
	podResource = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
)

// named is a variable, a condition or a mutation of the policy.
type named struct {
	name, expression string
	types            []*celgo.Type
}

func (n named) GetName() string            { return n.name }
func (n named) GetExpression() string      { return n.expression }
func (n named) ReturnTypes() []*celgo.Type { return n.types }

type evaluator struct {
	conditions cel.ConditionEvaluator
	patchers   []patch.Patcher
	compiler   *cel.CompositedCompiler
	scheme     *runtime.Scheme
	converter  managedfields.TypeConverter
	params     *corev1.ConfigMap
}

func main() {
	var in input
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		fail(err)
	}
	e, err := compile(in)
	if err != nil {
		fail(err)
	}
	answers := make([]output, len(in.Pods))
	for i := range in.Pods {
		pod, err := e.evaluate(&in.Pods[i])
		answers[i] = output{Pod: pod}
		if err != nil {
			answers[i].Error = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fail(err)
	}
}

// compile does as compilePolicy of the API server does, but as for a policy that is being created: only what that version has may be in it.
func compile(in input) (*evaluator, error) {
	compiler, err := cel.NewCompositedCompiler(environment.MustBaseEnvSet(version.MustParse(in.Version)))
	if err != nil {
		return nil, err
	}
	options := cel.OptionalVariableDeclarations{HasParams: true, HasAuthorizer: true}
	for _, v := range in.Policy.Spec.Variables {
		accessor := named{name: v.Name, expression: v.Expression, types: []*celgo.Type{celgo.AnyType, celgo.DynType}}
		if result := compiler.CompileAndStoreVariable(accessor, options, environment.NewExpressions); result.Error != nil {
			return nil, fmt.Errorf("variable %s: %w", v.Name, result.Error)
		}
	}
	conditions := []cel.ExpressionAccessor{}
	for _, c := range in.Policy.Spec.MatchConditions {
		conditions = append(conditions, named{name: c.Name, expression: c.Expression, types: []*celgo.Type{celgo.BoolType}})
	}
	e := &evaluator{compiler: compiler, scheme: runtime.NewScheme(), params: &in.Params}
	e.conditions = compiler.CompileCondition(conditions, options, environment.NewExpressions)
	for _, err := range e.conditions.CompilationErrors() {
		return nil, err
	}
	options.HasPatchTypes = true
	for i, m := range in.Policy.Spec.Mutations {
		var compiled cel.MutatingEvaluator
		if m.JSONPatch != nil {
			compiled = compiler.CompileMutatingEvaluator(&patch.JSONPatchCondition{Expression: m.JSONPatch.Expression}, options, environment.NewExpressions)
			e.patchers = append(e.patchers, patch.NewJSONPatcher(compiled))
		} else {
			compiled = compiler.CompileMutatingEvaluator(&patch.ApplyConfigurationCondition{Expression: m.ApplyConfiguration.Expression}, options, environment.NewExpressions)
			e.patchers = append(e.patchers, patch.NewApplyConfigurationPatcher(compiled))
		}
		for _, err := range compiled.CompilationErrors() {
			return nil, fmt.Errorf("mutation %d: %w", i, err)
		}
	}
	if err := corev1.AddToScheme(e.scheme); err != nil {
		return nil, err
	}
	e.converter, err = converterOfPods(in.Schemas)
	return e, err
}

func converterOfPods(schemas string) (managedfields.TypeConverter, error) {
	manager := patch.NewTypeConverterManager(nil, openapitest.NewFileClient(schemas))
	go manager.Run(context.Background())
	for range 600 {
		if converter := manager.GetTypeConverter(podKind); converter != nil {
			return converter, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, fmt.Errorf("there is no schema of pods")
}

func (e *evaluator) evaluate(pod *corev1.Pod) (*corev1.Pod, error) {
	pod.APIVersion, pod.Kind = "v1", "Pod"
	attributes := admission.NewAttributesRecord(pod, nil, podKind, pod.Namespace, pod.Name, podResource, "", admission.Create, &metav1.CreateOptions{}, false, nil)
	versioned := &admission.VersionedAttributes{
		Attributes:         attributes,
		VersionedKind:      podKind,
		VersionedObject:    admission.NewLazyObject(pod),
		VersionedOldObject: admission.NewLazyObject(nil),
	}
	bindings := cel.OptionalVariableBindings{VersionedParams: e.params}
	request := cel.CreateAdmissionRequest(attributes, metav1.GroupVersionResource(podResource), metav1.GroupVersionKind(podKind))
	results, _, err := e.conditions.ForInput(context.Background(), versioned, request, bindings, nil, celconfig.RuntimeCELCostBudgetMatchConditions)
	if err != nil {
		return nil, err
	}
	for _, result := range results {
		if result.Error != nil {
			return nil, result.Error
		}
		if result.EvalResult.Value() != true {
			return pod, nil
		}
	}
	for _, patcher := range e.patchers {
		made, err := patcher.Patch(e.compiler.CreateContext(context.Background()), patch.Request{
			MatchedResource:     podResource,
			VersionedAttributes: versioned,
			ObjectInterfaces:    admission.NewObjectInterfacesFromScheme(e.scheme),
			OptionalVariables:   bindings,
			TypeConverter:       e.converter,
		}, celconfig.RuntimeCELCostBudget)
		if err != nil {
			return nil, err
		}
		// A merge gives an object without a type, which the API server gives one again.
		if merged, ok := made.(*unstructured.Unstructured); ok {
			typed := &corev1.Pod{}
			if err := runtime.DefaultUnstructuredConverter.FromUnstructured(merged.Object, typed); err != nil {
				return nil, err
			}
			made = typed
		}
		versioned.VersionedObject = admission.NewLazyObject(made)
		versioned.Dirty = true
	}
	return versioned.VersionedObject.Object().(*corev1.Pod), nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "oracle:", err)
	os.Exit(1)
}
