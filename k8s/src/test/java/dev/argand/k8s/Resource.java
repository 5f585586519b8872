package dev.argand.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One resource of a manifest.
 *
 * @param origin the file that it was read from
 * @param tree its fields
 */
record Resource(String origin, ObjectNode tree) {

  String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.at("/metadata/name").asText();
  }

  /** Text at a JSON pointer, empty where there is none. */
  String text(String pointer) {
    return tree.at(pointer).asText();
  }

  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  /** {@code Deployment argand-ingest}. */
  String id() {
    return kind() + " " + name();
  }

  Resource copy() {
    return new Resource(origin, tree.deepCopy());
  }

  @Override
  public String toString() {
    return id() + " (" + origin + ")";
  }
}
