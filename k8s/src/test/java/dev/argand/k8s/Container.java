package dev.argand.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A container of a workload of Argand's own.
 *
 * @param workload the Deployment, StatefulSet or Job
 * @param tree the container's fields
 */
record Container(Resource workload, JsonNode tree) {

  static Stream<Container> ofKustomization(String kustomization) {
    return Manifests.built(kustomization).stream().flatMap(Container::of);
  }

  static Stream<Container> of(Resource workload) {
    JsonNode pod = workload.at("/spec/template/spec");
    return Stream.of(pod.path("initContainers"), pod.path("containers"))
        .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
        .map(container -> new Container(workload, container));
  }

  JsonNode pod() {
    return workload.at("/spec/template/spec");
  }

  String image() {
    return tree.path("image").asText();
  }

  /** The image's name without registry and tag. */
  String imageName() {
    return image().replaceAll(":[^:/]*$", "").replaceAll("^.*/", "");
  }

  /** The image's name and what its program is told to be, such as {@code argand-search run}. */
  String program() {
    StringBuilder program = new StringBuilder(imageName());
    tree.path("args").forEach(argument -> program.append(' ').append(argument.asText()));
    return program.toString();
  }

  /** Variables by name; where the value comes from the cluster, one of its kind. */
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (JsonNode variable : tree.path("env")) {
      JsonNode from = variable.path("valueFrom");
      String value = variable.path("value").asText();
      if (from.has("fieldRef")) {
        value = workload.name() + "-0";
      } else if (from.has("secretKeyRef")) {
        value = "a-secret";
      }
      environment.put(variable.path("name").asText(), value);
    }
    return environment;
  }

  /** {@code SECRET/KEY} that a variable comes from, empty if from none. */
  String secretOf(String name) {
    for (JsonNode variable : tree.path("env")) {
      JsonNode secret = variable.at("/valueFrom/secretKeyRef");
      if (variable.path("name").asText().equals(name) && secret.isObject()) {
        return secret.path("name").asText() + "/" + secret.path("key").asText();
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return workload + " " + tree.path("name").asText();
  }
}
