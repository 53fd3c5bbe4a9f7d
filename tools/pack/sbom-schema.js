// Whether a text is a bill of materials by CycloneDX's own schema, of the version that it says it has.
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

/** What is wrong with it, or undefined. */
export async function problemsOf(text) {
  const { specVersion } = JSON.parse(text)
  const known = Object.values(Spec.Version).includes(specVersion)
  if (!known) return `unknown specVersion ${specVersion}`
  const problems = await new Validation.JsonStrictValidator(specVersion).validate(text)
  return problems === null ? undefined : JSON.stringify(problems)
}
