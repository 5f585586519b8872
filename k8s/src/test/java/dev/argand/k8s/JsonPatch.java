package dev.argand.k8s;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The operations add, replace and remove of a JSON patch (RFC 6902), in place. */
final class JsonPatch {
  private JsonPatch() {}

  /** Applies operations in their order; what is replaced or removed must be there. */
  static void apply(ObjectNode document, ArrayNode operations) {
    for (JsonNode operation : operations) {
      JsonPointer path = JsonPointer.compile(operation.path("path").asText());
      JsonNode parent = document.at(path.head());
      String key = path.last().getMatchingProperty();
      String kind = operation.path("op").asText();
      if (!kind.equals("add") && parent.at(path.last()).isMissingNode()) {
        throw new IllegalStateException("nothing is at " + path + " to " + kind);
      }
      JsonNode value = operation.path("value");
      if (parent instanceof ObjectNode object) {
        onObject(object, kind, key, value);
      } else if (parent instanceof ArrayNode array) {
        onArray(array, kind, key, value);
      } else {
        throw new IllegalStateException("nothing is at " + path.head() + " to " + kind + " to");
      }
    }
  }

  private static void onObject(ObjectNode object, String kind, String key, JsonNode value) {
    switch (kind) {
      case "add", "replace" -> object.set(key, value.deepCopy());
      case "remove" -> object.remove(key);
      default ->
          throw new IllegalStateException("add, replace or remove was expected, was " + kind);
    }
  }

  private static void onArray(ArrayNode array, String kind, String key, JsonNode value) {
    switch (kind) {
      case "add" ->
          array.insert(key.equals("-") ? array.size() : Integer.parseInt(key), value.deepCopy());
      case "replace" -> array.set(Integer.parseInt(key), value.deepCopy());
      case "remove" -> array.remove(Integer.parseInt(key));
      default ->
          throw new IllegalStateException("add, replace or remove was expected, was " + kind);
    }
  }
}
