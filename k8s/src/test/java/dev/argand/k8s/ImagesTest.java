package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What -Pimages builds is what the manifests run. */
final class ImagesTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath().resolveSibling("");

  /** Images whose programs start the engine, here or in a worker. */
  private static final Set<String> WITH_ENGINE = Set.of("argand-inference", "argand-search");

  static Stream<Container> containers() {
    return Manifests.KUSTOMIZATIONS.stream().flatMap(Container::ofKustomization);
  }

  @Test
  void everyImageOfTheManifests_isBuilt_andEveryOneBuiltIsUsed() throws Exception {
    assertThat(mains().keySet())
        .isEqualTo(containers().map(Container::imageName).collect(Collectors.toSet()));
  }

  @Test
  void everyImage_startsAProgram() throws Exception {
    for (String main : mains().values()) {
      Method program = Class.forName(main).getMethod("main", String[].class);
      assertThat(Modifier.isStatic(program.getModifiers())).as(main).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("containers")
  void pod_runsAsTheImagesUser(Container container) throws Exception {
    JsonNode security = container.pod().path("securityContext");
    assertThat("%s:%s".formatted(security.path("runAsUser"), security.path("runAsGroup")))
        .isEqualTo(only(pom(PROJECT), "user"));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void engine_hasAFolderToUnpackItsNativesInto(Container container) throws Exception {
    if (WITH_ENGINE.contains(container.imageName())
        && !container.program().endsWith(" evaluation")) {
      List<String> mounts = new ArrayList<>();
      container
          .tree()
          .path("volumeMounts")
          .forEach(
              mount -> {
                if (!mount.path("readOnly").asBoolean()) {
                  mounts.add(mount.path("mountPath").asText());
                }
              });
      assertThat(mounts).contains(only(pom(PROJECT), "DJL_CACHE_DIR"));
    }
  }

  /** Main classes by image, of every module that has one. */
  private static Map<String, String> mains() throws Exception {
    Map<String, String> mains = new TreeMap<>();
    NodeList modules = pom(PROJECT).getElementsByTagName("module");
    for (int i = 0; i < modules.getLength(); i++) {
      Document module = pom(PROJECT.resolve(modules.item(i).getTextContent()));
      if (module.getElementsByTagName("image.name").getLength() > 0) {
        assertThat(only(module, "image.skip")).isEqualTo("false");
        mains.put(only(module, "image.name"), only(module, "image.main"));
      }
    }
    return mains;
  }

  private static Document pom(Path module) throws Exception {
    try (var in = Files.newInputStream(module.resolve("pom.xml"))) {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
    }
  }

  private static String only(Document pom, String element) throws IOException {
    NodeList found = pom.getElementsByTagName(element);
    if (found.getLength() != 1) {
      throw new IOException("one <%s> was expected, were %d".formatted(element, found.getLength()));
    }
    return found.item(0).getTextContent().strip();
  }
}
