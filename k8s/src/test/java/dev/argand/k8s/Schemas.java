package dev.argand.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a resource must look like: Kubernetes's own kinds by the classes that its Java client
 * generates from Kubernetes's OpenAPI document, Strimzi's by their CustomResourceDefinitions, and
 * PodMonitor by fabric8's model of it. All refuse fields that do not exist and values of another
 * type; required fields are known for all but PodMonitor, whose are listed here.
 */
final class Schemas {
  private static final Set<String> KUBERNETES =
      Set.of("v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "policy/v1");
  private static final Map<String, JsonNode> STRIMZI =
      Map.of(
          "Kafka", strimzi("Kafka"),
          "KafkaNodePool", strimzi("KafkaNodePool"),
          "KafkaTopic", strimzi("KafkaTopic"));
  private static final List<String> REQUIRED_OF_POD_MONITOR =
      List.of("/metadata/name", "/spec/selector", "/spec/podMetricsEndpoints");
  private static final ObjectMapper STRICT = strict();

  static {
    JSON.getGson(); // Registers the adapters of the generated classes.
  }

  private Schemas() {}

  /** What is wrong with a resource, a line each; nothing if it is valid. */
  static List<String> mistakes(Resource resource) {
    List<String> mistakes = new ArrayList<>();
    if (resource.name().isEmpty()) {
      mistakes.add("/metadata/name is required");
    }
    if (KUBERNETES.contains(resource.apiVersion())) {
      mistakes.addAll(ofKubernetes(resource.tree(), "V1" + resource.kind()));
    } else if (resource.apiVersion().equals("kafka.strimzi.io/v1")
        && STRIMZI.containsKey(resource.kind())) {
      mistakes.addAll(StructuralSchema.mistakes(STRIMZI.get(resource.kind()), resource.tree()));
      mistakes.addAll(
          ofKubernetes(resource.tree().path("metadata"), V1ObjectMeta.class.getSimpleName()));
    } else if (resource.apiVersion().equals("monitoring.coreos.com/v1")
        && resource.kind().equals("PodMonitor")) {
      mistakes.addAll(ofPodMonitor(resource.tree()));
    } else {
      mistakes.add(
          "no schema is known for %s %s".formatted(resource.apiVersion(), resource.kind()));
    }
    return mistakes;
  }

  private static List<String> ofKubernetes(JsonNode tree, String model) {
    JsonElement element = JsonParser.parseString(tree.toString());
    try {
      Class<?> type = Class.forName("io.kubernetes.client.openapi.models." + model);
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, element);
      Object read = JSON.getGson().fromJson(element, type);
      JsonNode written = STRICT.readTree(JSON.getGson().toJson(read));
      return otherTypes("", tree, written);
    } catch (ClassNotFoundException e) {
      return List.of("no schema is known for " + model);
    } catch (InvocationTargetException e) {
      return List.of(String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a generated class was expected: " + model, e);
    } catch (IOException | RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> ofPodMonitor(JsonNode tree) {
    List<String> mistakes = new ArrayList<>();
    for (String pointer : REQUIRED_OF_POD_MONITOR) {
      if (tree.at(pointer).isMissingNode()) {
        mistakes.add(pointer + " is required");
      }
    }
    try {
      PodMonitor read = STRICT.treeToValue(tree, PodMonitor.class);
      mistakes.addAll(otherTypes("", tree, STRICT.valueToTree(read)));
    } catch (IOException e) {
      mistakes.add(String.valueOf(e.getMessage()));
    }
    return mistakes;
  }

  private static JsonNode strimzi(String kind) {
    String file = "crds/" + kind + ".yaml";
    try (InputStream in = Schemas.class.getResourceAsStream(file)) {
      return Manifests.YAML.readTree(in).at("/spec/versions/0/schema/openAPIV3Schema");
    } catch (IOException e) {
      throw new IllegalStateException("a definition was expected: " + file, e);
    }
  }

  /** Where a value was read as another type than it is written in, such as env's 5 as "5". */
  private static List<String> otherTypes(String path, JsonNode given, JsonNode read) {
    List<String> mistakes = new ArrayList<>();
    if (given.getNodeType() != read.getNodeType() && !(given.isEmpty() && read.isMissingNode())) {
      mistakes.add("%s: %s was expected, was %s".formatted(path, read.getNodeType(), given));
      return mistakes;
    }
    if (given.isObject()) {
      given
          .properties()
          .forEach(
              field ->
                  mistakes.addAll(
                      otherTypes(
                          path + "/" + field.getKey(),
                          field.getValue(),
                          read.path(field.getKey()))));
    }
    for (int i = 0; given.isArray() && i < given.size(); i++) {
      mistakes.addAll(otherTypes(path + "/" + i, given.get(i), read.path(i)));
    }
    return mistakes;
  }

  /** Fabric8's models put what they do not know aside; without that it is an error. */
  private static ObjectMapper strict() {
    return JsonMapper.builder()
        .annotationIntrospector(
            new JacksonAnnotationIntrospector() {
              private static final long serialVersionUID = 1L;

              @Override
              public Boolean hasAnySetter(Annotated annotated) {
                return false;
              }
            })
        .build();
  }
}
