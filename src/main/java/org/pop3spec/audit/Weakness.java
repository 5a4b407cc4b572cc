package org.pop3spec.audit;

import java.util.List;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.Severity;

/**
 * A weakness that an audit looks for, as it is known beforehand.
 *
 * @param settings for every software that something is known of
 */
record Weakness(
        String id,
        String area,
        Severity severity,
        String title,
        String gain,
        String remedy,
        List<Setting> settings,
        List<String> references) {}
