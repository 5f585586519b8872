package dev.argand.search.natives;

/**
 * An artefact's Maven coordinates.
 *
 * @param classifier empty where there is none
 */
record Coordinate(String group, String artifact, String version, String classifier) {

  /** Name of its file. */
  String fileName() {
    return artifact + "-" + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
  }

  /** As a dependency of a pom, without what every host has already. */
  String dependency() {
    return """
        <dependency>
          <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s
          <exclusions><exclusion><groupId>org.slf4j</groupId><artifactId>*</artifactId></exclusion></exclusions>
        </dependency>
    """
        .formatted(
            group,
            artifact,
            version,
            classifier.isEmpty() ? "" : "<classifier>" + classifier + "</classifier>");
  }
}
