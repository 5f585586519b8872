package dev.argand.k8s;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The manifests of this folder. A key that is given twice is an error, as it is in Kubernetes. */
final class Manifests {
  static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Path ROOT = Path.of("").toAbsolutePath();

  /** What can be applied: {@code kubectl apply -k}. */
  static final List<String> KUSTOMIZATIONS =
      List.of("base", "overlays/dev", "overlays/gpu", "search-run");

  private static final Map<String, List<Resource>> BUILT =
      KUSTOMIZATIONS.stream()
          .collect(Collectors.toMap(name -> name, name -> Kustomization.build(folder(name))));

  private Manifests() {}

  static Path folder(String kustomization) {
    return ROOT.resolve(kustomization);
  }

  /** What a kustomization builds. */
  static List<Resource> built(String kustomization) {
    return BUILT.getOrDefault(kustomization, List.of());
  }

  /** Every resource as it lies in its file, kustomizations left out. */
  static List<Resource> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Resource> resources = new ArrayList<>();
      files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .filter(file -> !ROOT.relativize(file).startsWith("src"))
          .filter(file -> !ROOT.relativize(file).startsWith("target"))
          .sorted()
          .forEach(file -> resources.addAll(read(file)));
      return resources;
    }
  }

  static List<Resource> read(Path file) {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      List<Resource> resources = new ArrayList<>();
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (!(document instanceof ObjectNode fields)) {
          throw new IllegalStateException(file + ": an object was expected, was " + document);
        }
        resources.add(new Resource(ROOT.relativize(file).toString(), fields));
      }
      return resources;
    } catch (IOException e) {
      throw new IllegalStateException(file + ": readable YAML was expected: " + e.getMessage(), e);
    }
  }
}
