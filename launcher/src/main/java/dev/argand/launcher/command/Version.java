package dev.argand.launcher.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the build's version and the Java that runs it. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "/dev/argand/launcher/version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties values = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("resource " + RESOURCE + " was expected, is missing");
      }
      values.load(in);
    }
    return new String[] {
      "argand " + values.getProperty("version"), "Java " + Runtime.version().toString()
    };
  }
}
