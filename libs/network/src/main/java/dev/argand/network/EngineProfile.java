package dev.argand.network;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the native engine does in a piece of work, by its own profiler. */
public final class EngineProfile {
  private EngineProfile() {}

  /**
   * Does the work once and counts the tensor operations that it starts, those of the backward pass
   * included.
   *
   * @throws IOException when the profiler's trace cannot be written or read
   */
  public static long operations(Runnable work) throws IOException {
    Path trace = Files.createTempFile("argand-trace", ".json");
    try {
      JniUtils.startProfile(false, false, false);
      try {
        work.run();
      } finally {
        JniUtils.stopProfile(trace.toString());
      }
      long count = 0;
      try (JsonParser parser = new JsonFactory().createParser(trace.toFile())) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.FIELD_NAME && "name".equals(parser.currentName())) {
            String name = parser.nextTextValue();
            count += name != null && name.startsWith("aten::") ? 1 : 0;
          }
        }
      }
      return count;
    } finally {
      Files.deleteIfExists(trace);
    }
  }
}
