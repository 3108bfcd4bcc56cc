import MonkeyKit

/// The rules about how hard and how long.
extension Trial {
    mutating func policy() {
        pass("policy", "\(ground.text) gives it to \(question.monkey.name) (\(ground.document.file))")
    }

    /// Permissions come from the policy and from nowhere else.
    mutating func permissions() throws(Refused) {
        for option in question.monkey.options.declarations where option.place == .policyOnly {
            if options[name: option.name] != nil {
                throw Refused(
                    "permission", "\(what): \(option.name) is a permission, and nobody takes one on the command line",
                    remedy: "monkeys.\(question.monkey.name).\(option.policyKey) in \(ground.document.file) gives it")
            }
            guard let given = ground.rule.options[option.name] else { continue }
            options[name: option.name] = given.low
            pass("permission", "the policy gives \(option.name): \(given.low)")
        }
    }

    /// What was asked lies inside what the policy says; what was not asked is drawn from it, in the order of the table.
    mutating func ranges() throws(Refused) {
        let table = question.monkey.options
        for name in options.texts.keys.sorted() where table[name: name] == nil {
            throw Refused(
                "options", "\(what): \(question.monkey.name) has no option \(name)",
                remedy: "it has \(table.declarations.map(\.name).joined(separator: ", "))")
        }
        for option in table.declarations where option.place == .anywhere {
            let bounds = ground.rule.options[option.name]
            switch (options[name: option.name], bounds) {
            case (nil, nil): continue
            case (nil, let bounds?):
                options[name: option.name] = option.draw(bounds, using: &generator)
                let drawn = bounds.isSingle ? "" : ", drawn from \(bounds.description)"
                pass("options", "\(option.name) \(options[name: option.name] ?? "") by the policy\(drawn)")
            case (let asked?, nil):
                guard option.read(asked) != nil else { throw outside(option, asked, option.form) }
                pass("options", "\(option.name) \(asked) as asked; the policy does not limit it")
            case (let asked?, let bounds?):
                guard option.contains(bounds, asked) else { throw outside(option, asked, bounds.description) }
                pass("options", "\(option.name) \(asked) as asked, inside \(bounds.description)")
            }
        }
    }

    private func outside(_ option: OptionDeclaration, _ asked: String, _ allowed: String) -> Refused {
        Refused(
            "options", "\(what): \(option.name) \(asked) is outside of what the policy allows, \(allowed)",
            remedy:
                "ask for \(allowed), or change monkeys.\(question.monkey.name).\(option.policyKey) in "
                + ground.document.file
        )
    }

    /// A duration is always set, and capped.
    mutating func length() throws(Refused) {
        let rule = ground.rule.duration
        let most = min(rule?.high ?? limits.duration, limits.duration)
        if let asked = question.duration {
            guard asked > .zero else {
                throw Refused("limits.duration", "\(what): a duration of 0s is no attack", remedy: "ask for --for 60s")
            }
            duration = asked
        } else if let rule, rule.low < rule.high {
            let drawn = rule.low.magnitude + (rule.high.magnitude - rule.low.magnitude) * generator.unit()
            duration = min(max(Span(magnitude: drawn), rule.low), rule.high)
        } else {
            duration = rule?.low ?? min(Self.defaultDuration, limits.duration)
        }
        guard duration <= most else {
            throw Refused(
                "limits.duration", "\(what): \(duration.notation) is longer than the policy allows, \(most.notation)",
                remedy: "ask for --for \(most.notation) or less")
        }
        pass("limits.duration", "\(duration.notation), at most \(most.notation)")
    }
}
