package org.pop3spec.mailbox;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a message's header ends and its body begins.
 *
 * @param header the header fields, in order; lines that are no field stand as fields without a name
 * @param hasSeparator whether an empty line ends the header
 * @param separatorOffset where that empty line is, or the number of octets when there is none
 * @param bodyOffset where the body begins, the number of octets when there is none
 */
record Structure(List<HeaderField> header, boolean hasSeparator, int separatorOffset, int bodyOffset) {

    Structure {
        header = List.copyOf(header);
    }

    static Structure of(byte[] octets) {
        List<HeaderField> header = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int fieldOffset = 0;
        Lines lines = new Lines(octets, 0);
        while (lines.advance()) {
            if (lines.length() == 0) {
                finish(header, field, fieldOffset);
                return new Structure(header, true, lines.start(), lines.next());
            }
            boolean continuation = lines.at(0) == ' ' || lines.at(0) == '\t';
            if (continuation && field.length() > 0) {
                field.append('\n').append(lines.text());
            } else {
                finish(header, field, fieldOffset);
                fieldOffset = lines.start();
                field.append(lines.text());
            }
        }
        finish(header, field, fieldOffset);
        return new Structure(header, false, octets.length, octets.length);
    }

    private static void finish(List<HeaderField> header, StringBuilder field, int offset) {
        if (field.length() > 0) {
            String text = field.toString();
            header.add(new HeaderField(HeaderField.nameIn(text), text, offset));
            field.setLength(0);
        }
    }
}
