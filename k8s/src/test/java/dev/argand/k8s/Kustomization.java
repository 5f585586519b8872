package dev.argand.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Builds the part of kustomize that these manifests use: resources, namespace, images, and JSON
 * patches with a target. Anything else is refused, so that the manifests stay within what can be
 * checked where there is no kubectl. {@link KustomizeTest} compares it with kubectl's own.
 */
final class Kustomization {
  private static final Set<String> FIELDS =
      Set.of("apiVersion", "kind", "namespace", "resources", "images", "patches");
  private static final Set<String> IMAGE_FIELDS = Set.of("name", "newName", "newTag");
  private static final Set<String> PATCH_FIELDS = Set.of("target", "patch");
  private static final Set<String> TARGET_FIELDS = Set.of("kind", "name");

  private final Path folder;
  private final ObjectNode fields;

  private Kustomization(Path folder) {
    this.folder = folder;
    this.fields = Manifests.read(folder.resolve("kustomization.yaml")).get(0).tree();
    requireOnly(FIELDS, fields);
  }

  /** The resources that {@code kubectl kustomize FOLDER} prints, in the order of their files. */
  static List<Resource> build(Path folder) {
    return new Kustomization(folder).build();
  }

  private List<Resource> build() {
    List<Resource> resources = new ArrayList<>();
    for (JsonNode entry : fields.path("resources")) {
      Path path = folder.resolve(entry.asText()).normalize();
      List<Resource> read = Files.isDirectory(path) ? build(path) : Manifests.read(path);
      resources.addAll(read);
    }
    for (JsonNode patch : fields.path("patches")) {
      patch(resources, patch);
    }
    String namespace = fields.path("namespace").asText();
    if (!namespace.isEmpty()) {
      resources.forEach(resource -> setNamespace(resource, namespace));
    }
    for (JsonNode image : fields.path("images")) {
      requireOnly(IMAGE_FIELDS, image);
      resources.forEach(resource -> setImage(resource.tree(), image));
    }
    return resources;
  }

  private void patch(List<Resource> resources, JsonNode patch) {
    requireOnly(PATCH_FIELDS, patch);
    JsonNode target = patch.path("target");
    requireOnly(TARGET_FIELDS, target);
    List<Resource> targets =
        resources.stream()
            .filter(resource -> resource.kind().equals(target.path("kind").asText()))
            .filter(
                resource ->
                    !target.has("name") || resource.name().equals(target.get("name").asText()))
            .toList();
    if (targets.isEmpty()) {
      throw new IllegalStateException(
          "%s: no resource is a target of %s".formatted(folder, target));
    }
    try {
      ArrayNode operations = (ArrayNode) Manifests.YAML.readTree(patch.path("patch").asText());
      targets.forEach(resource -> JsonPatch.apply(resource.tree(), operations));
    } catch (IOException e) {
      throw new IllegalStateException(folder + ": a readable JSON patch was expected", e);
    }
  }

  private static void setNamespace(Resource resource, String namespace) {
    ObjectNode metadata = (ObjectNode) resource.tree().get("metadata");
    metadata.put(resource.kind().equals("Namespace") ? "name" : "namespace", namespace);
  }

  private static void setImage(JsonNode node, JsonNode image) {
    JsonNode written = node.path("image");
    if (written.isTextual()
        && written.asText().replaceAll(":[^:/]*$", "").equals(image.get("name").asText())) {
      String name = image.path("newName").asText(image.get("name").asText());
      String oldTag = written.asText().replaceAll("^.*?(:[^:/]*)?$", "$1");
      String tag = image.has("newTag") ? ":" + image.get("newTag").asText() : oldTag;
      ((ObjectNode) node).set("image", TextNode.valueOf(name + tag));
    }
    node.forEach(child -> setImage(child, image));
  }

  private void requireOnly(Set<String> known, JsonNode given) {
    given
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalStateException(
                    "%s: only %s are checked here, %s was given".formatted(folder, known, name));
              }
            });
  }
}
