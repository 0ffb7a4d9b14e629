"""Host names that no company gets: ours, those people trust by their name, and those machines give a meaning to."""

RESERVED = frozenset(
    """
    about abuse access account accounts activate activity ad adm admin administration administrator admins ads
    affiliate ai alert alerts all alpha analytics android announcements anonymous answers api apidocs apis app apple
    application apps archive archives article articles assets attachment attachments audit auth authentication
    authorize autoconfig autodiscover avatar avatars backend backoffice backup backups bangzhu bank banking barn
    beta billing blob blog blogs board book bot bots broadcasthost bucket bug bugs business buy cache calendar call
    campaign captcha careers cart cas cdn central cert certificate certificates certs changelog chat check checkout
    ci client clients cloud cluster cms code collab comments community compliance conference config configuration
    confirm console contact contacts content control controlpanel cookie copyright core corp cpanel create crm cron
    css customer customers daemon dashboard data database databases db dba dead debug default delete demo denglu
    deploy design dev devel developer developers development dingtalk direct directory discover dl dmca dns dns1
    dns2 doc docker docs documentation domain domains download downloads drive edge edit edu elastic email emails
    embed employee employees enterprise error errors event events example exchange export extranet faq feature
    features feed feedback feeds feishu file files finance firewall forgot forum forums free ftp fuwu gateway get
    git gitlab global go gongsi gov grafana graphql group groups guanfang guanli guanwang guanxi guanxicrm guarantee
    guest guests guide guides health healthz hello help helpdesk hidden home homepage host hosting hostmaster hotfix
    hr http https id identity idp image images imap imap4 img imgs inbox index info infra inside install int
    integration integrations internal intranet invite invoice invoices ios ip irc is isatap issue issues it java
    jenkins jira job jobs join js kafka kaifa kb kefu kibana kingdee kubernetes lab labs landing lark ldap learn
    legal library licence licences license licenses link links lists live loadbalancer local localdomain localhost
    log login logout logs m mail mail1 mail2 mailbox mailer mailer-daemon mailhost mails main maintenance manage
    management manager map maps market marketing marketplace master me media member members message messages metrics
    mfa migrate mirror mobile monitor monitoring mqtt mssql mx mx1 mx2 my mysql nagios name net network new news
    newsletter no-reply nobody noc node none noreply notification notifications ns ns1 ns2 ns3 ns4 null oauth oauth2
    object oem official old one open openapi openid operations operator ops oracle order orders org origin otp
    outbox owa owner owners page pages panel partner partners passkey password passwords patch pay payment payments
    pc personal phishing phone photo photos php ping pki platform play plugin plugins policy pop pop3 portal post
    postgres postgresql postmaster press preview pricing privacy private prod product production products profile
    profiles project projects prometheus promo proxy public purchase push qa qiye query queue quote quotes rabbitmq
    radius random readyz redirect redis register registration relay release releases remote replica repo report
    reports repository request research reset resolver resources rest restore review reviews root router rss s3 saas
    sale sales saml sandbox schema scim script scripts sdk search secret secure security seller send sentry seo
    server servers service services session settings setup sftp share shop shouye sign signin signon signout signup
    site sitemap sites sms smtp smtps soap social socket sockets source spam spf sql src ssh ssl sso staff stage
    staging start stat static statistics stats status storage store stores stream student studio subscribe support
    suspend sys sysadmin sysadministrator system systems task tasks team teams tech telemetry telnet temp template
    templates tenant tenants terms test test1 test2 testing tests ticket tickets tls tmp token tokens tool tools tos
    trace track tracking training transfer translate trial trust try tunnel tutorial tv two-factor undefined
    unsubscribe update updates upload uploads url usage usenet user username users uucp validate vault vendor verify
    video videos vip void vpn vps wap web webdav webhook webhooks webmail webmaster website webstat wechat wecom
    weixin welcome wenti whois widget widgets wiki wildcard windows work worker workers workspace workspaces wpad ws
    wss www www1 www2 www3 xiaoshou xitong xml xmpp yonyou yum zabbix zhifu zhongguo zhuce zone
    """.split()  # noqa: SIM905 - as a list it would be eight hundred lines
)
