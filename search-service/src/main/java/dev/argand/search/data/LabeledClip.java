package dev.argand.search.data;

/**
 * One clip of a data set.
 *
 * @param name unique within its data set, such as {@code yes/en-us-m1_0.wav}
 * @param label what is heard in it
 * @param group who or what made it: a speaker, a recording, a device; a group is never divided
 *     between training and testing
 * @param audio its samples, when asked for
 */
public record LabeledClip(String name, String label, String group, ClipAudio audio) {
  public LabeledClip {
    requireText("name", name);
    requireText("label", label);
    requireText("group", group);
  }

  private static void requireText(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " of a clip must not be blank");
    }
  }
}
